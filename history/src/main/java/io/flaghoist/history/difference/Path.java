package io.flaghoist.history.difference;

import java.util.regex.Pattern;

/** A place inside a document, as {@link Difference#path()} spells it. */
record Path(String text) {
    static final Path ROOT = new Path("");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

    Path field(String name) {
        if (!isPlain(name)) {
            return new Path(text + "[" + inQuotes(name) + "]");
        }
        return new Path(text.isEmpty() ? name : text + "." + name);
    }

    Path index(int index) {
        return new Path(text + "[" + index + "]");
    }

    /**
     * The element with {@code key}.
     *
     * @param occurrence from 1, where several elements have that key
     */
    Path element(String key, int occurrence) {
        String name = isPlain(key) ? key : key.isEmpty() ? "" : inQuotes(key);
        boolean alone = occurrence == 1 && !key.isEmpty();
        return new Path(text + "[" + name + (alone ? "" : "#" + occurrence) + "]");
    }

    /** The order of the elements, rather than one of them. */
    Path order() {
        return new Path(text + "[]");
    }

    private static boolean isPlain(String name) {
        return PLAIN.matcher(name).matches();
    }

    private static String inQuotes(String name) {
        return '"' + SafeText.escaped(name.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
    }
}

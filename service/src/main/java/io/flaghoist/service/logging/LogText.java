package io.flaghoist.service.logging;

/** Text that may come from anybody, made fit for a line of a log. */
final class LogText {
    /** Longest field, in characters. */
    static final int MAX_FIELD = 256;

    /** Longest message, in characters. */
    static final int MAX_MESSAGE = 4_096;

    private static final String CUT = "…";

    private LogText() {}

    /** {@code text} as one field of a line. */
    static String field(String text) {
        return bounded(text, MAX_FIELD);
    }

    /**
     * {@code text}, limited in length, without any that a terminal, a pager or a reader of lines
     * would obey: controls, line and paragraph separators, marks of direction, halves of pairs.
     * Leaves what it has made alone.
     */
    static String bounded(String text, int max) {
        if (text.length() <= max && isHarmless(text)) {
            return text;
        }
        var out = new StringBuilder(Math.min(text.length(), max) + 8);
        for (int i = 0; i < text.length() && out.length() <= max; ) {
            int character = text.codePointAt(i);
            int length = Character.charCount(character);
            if (isHarmless(character)) {
                out.appendCodePoint(character);
            } else {
                escape(text, i, i + length, out);
            }
            i += length;
        }
        return out.length() <= max ? out.toString() : cut(out, max);
    }

    private static String cut(StringBuilder out, int max) {
        int end = max - CUT.length();
        if (Character.isHighSurrogate(out.charAt(end - 1))) {
            end--;
        }
        out.setLength(end);
        return out.append(CUT).toString();
    }

    private static boolean isHarmless(String text) {
        return text.codePoints().allMatch(LogText::isHarmless);
    }

    private static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    false;
            default -> true;
        };
    }

    private static void escape(String text, int from, int to, StringBuilder out) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append("\\u%04x".formatted((int) c));
            }
        }
    }
}

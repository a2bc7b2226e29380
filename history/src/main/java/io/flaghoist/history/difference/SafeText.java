package io.flaghoist.history.difference;

/**
 * Foreign text made fit for a terminal and for one line of a log: nothing in it can move the
 * cursor, begin a line, turn the direction of writing or end a quotation.
 */
final class SafeText {
    private SafeText() {}

    /** {@code text} with what does not print, and backticks, as {@code \\u} escapes. */
    static String escaped(String text) {
        var tame = new StringBuilder(text.length());
        text.codePoints().forEach(c -> append(tame, c));
        return tame.toString();
    }

    /** {@code text}, cut to {@code most} code points, the last of which is then an ellipsis. */
    static String cut(String text, int most) {
        if (text.length() <= most || text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }

    private static void append(StringBuilder tame, int c) {
        switch (c) {
            case '\n' -> tame.append("\\n");
            case '\r' -> tame.append("\\r");
            case '\t' -> tame.append("\\t");
            default -> {
                if (c != '`' && prints(c)) {
                    tame.appendCodePoint(c);
                } else {
                    for (char half : Character.toChars(c)) {
                        tame.append("\\u%04x".formatted((int) half));
                    }
                }
            }
        }
    }

    private static boolean prints(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}

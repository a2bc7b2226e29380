package io.flaghoist.evaluation;

/** Equality under Unicode's simple case folding, as Go's {@code strings.EqualFold}. */
final class Folding {
    private Folding() {}

    /** The folded characters of {@code text}. */
    static int[] fold(String text) {
        return text.codePoints().map(Folding::fold).toArray();
    }

    /** Whether {@code text} equals {@code folded} after folding. */
    static boolean equal(String text, int[] folded) {
        int place = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (place == folded.length || fold(c) != folded[place]) {
                return false;
            }
            place++;
            i += Character.charCount(c);
        }
        return place == folded.length;
    }

    private static int fold(int c) {
        if (c < 0x80) {
            return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
        }
        // The Turkish letters have no folding; Java would treat them as an i.
        return c == '\u0130' || c == '\u0131' ? c : Character.toLowerCase(Character.toUpperCase(c));
    }
}

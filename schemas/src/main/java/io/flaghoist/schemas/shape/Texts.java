package io.flaghoist.schemas.shape;

/** Well-formed text. */
public final class Texts {
    private static final char REPLACEMENT = '\ufffd';

    private Texts() {}

    /**
     * {@code text} with the replacement character for every unpaired surrogate, as in the reference
     * evaluator; unpaired surrogates cannot be written as UTF-8.
     */
    public static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return mended(text);
            }
        }
        return text;
    }

    /** {@code text} with a question mark for characters that must not be in a log line. */
    static String printable(String text) {
        var tame = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) || isHalf(c) || isSeparator(c) ? '?' : c)
                .forEach(tame::appendCodePoint);
        return tame.toString();
    }

    private static boolean isHalf(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    private static boolean isSeparator(int c) {
        return c == 0x2028 || c == 0x2029;
    }

    private static String mended(String text) {
        var mended = new StringBuilder(text.length());
        text.codePoints().map(c -> isHalf(c) ? REPLACEMENT : c).forEach(mended::appendCodePoint);
        return mended.toString();
    }
}

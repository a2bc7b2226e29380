package io.flaghoist.schemas.shape;

/** Text that UTF-8 can hold. */
public final class Texts {
    private static final char REPLACEMENT = '\ufffd';

    private Texts() {}

    /**
     * {@code text} with the replacement character for every half of a surrogate pair that stands
     * alone, as the reference evaluator reads it; such a half cannot be written as UTF-8.
     */
    public static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return mended(text);
            }
        }
        return text;
    }

    private static String mended(String text) {
        var mended = new StringBuilder(text.length());
        text.codePoints()
                .map(c ->
                        c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                                ? REPLACEMENT
                                : c)
                .forEach(mended::appendCodePoint);
        return mended.toString();
    }
}

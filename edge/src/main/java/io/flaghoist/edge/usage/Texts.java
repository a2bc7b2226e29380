package io.flaghoist.edge.usage;

/** What may stand in a record: half a character could not be written as UTF-8. */
final class Texts {
    private Texts() {}

    /** Whether every character is whole. */
    static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean isPair =
                        Character.isHighSurrogate(c)
                                && i + 1 < text.length()
                                && Character.isLowSurrogate(text.charAt(i + 1));
                if (!isPair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Whether it can be an identifier: whole characters, none of them a control character. */
    static boolean isIdentifier(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return false;
            }
        }
        return isWhole(text);
    }

    /** {@code text}, or nothing where it is too long or broken. */
    static String orNothing(String text, int max) {
        return text.length() <= max && isWhole(text) ? text : "";
    }
}

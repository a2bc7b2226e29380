package io.flaghoist.edge.usage;

import io.flaghoist.schemas.shape.Texts;

/** Which texts of a post may stand in a record: an unpaired surrogate has no UTF-8. */
final class PostTexts {
    private PostTexts() {}

    /** Whether it has no unpaired surrogate. */
    static boolean isWhole(String text) {
        return text.equals(Texts.wellFormed(text));
    }

    /** Whether it can be an identifier: no unpaired surrogate, no control character. */
    static boolean isIdentifier(String text) {
        return isWhole(text) && text.chars().noneMatch(Character::isISOControl);
    }

    /** {@code text}, or nothing if it is too long or not whole. */
    static String orNothing(String text, int max) {
        return text.length() <= max && isWhole(text) ? text : "";
    }
}

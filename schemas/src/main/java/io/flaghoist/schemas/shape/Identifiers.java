package io.flaghoist.schemas.shape;

import org.jspecify.annotations.Nullable;

/**
 * Valid identifiers of flags and segments, the same for record keys, lists, single reads, stream
 * events and evaluations. Valid identifiers can be used in a path, percent-encoded, and in a record
 * key.
 */
public final class Identifiers {
    /** Maximum length, in characters. */
    public static final int MAX_LENGTH = 256;

    private Identifiers() {}

    /** Whether {@code identifier} has no {@link #flaw}. */
    public static boolean isValid(String identifier) {
        return flaw(identifier) == null;
    }

    /**
     * Why an identifier is invalid, without its content; null if it is valid: 1 to 256 characters,
     * no control characters, no unpaired surrogates, none of {@code / \ ? # %}, and it is not
     * {@code .} or {@code ..}.
     */
    public static @Nullable String flaw(String identifier) {
        if (identifier.isEmpty()) {
            return "is empty";
        }
        if (identifier.length() > MAX_LENGTH) {
            return "is longer than " + MAX_LENGTH + " characters";
        }
        if (identifier.equals(".") || identifier.equals("..")) {
            return "is a dot or two, which paths cannot name";
        }
        return identifier.codePoints().anyMatch(Identifiers::isForbidden)
                ? "has a control character, half of a surrogate pair or one of / \\ ? # %"
                : null;
    }

    private static boolean isForbidden(int c) {
        return Character.isISOControl(c)
                || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                || "/\\?#%".indexOf(c) >= 0;
    }
}

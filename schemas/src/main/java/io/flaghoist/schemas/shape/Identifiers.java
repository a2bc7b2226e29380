package io.flaghoist.schemas.shape;

import org.jspecify.annotations.Nullable;

/**
 * Which identifiers flags and segments may have: one alphabet for the log's keys, lists, single
 * reads, stream events and evaluations, here and upstream. Whatever it lets in can stand in a path,
 * percent-encoded, and in a record key.
 */
public final class Identifiers {
    /** Longest identifier, in characters. */
    public static final int MAX_LENGTH = 256;

    private Identifiers() {}

    /** Whether {@code identifier} has no {@link #flaw}. */
    public static boolean isValid(String identifier) {
        return flaw(identifier) == null;
    }

    /**
     * What is wrong with an identifier, without its content; null when nothing: it has 1 to 256
     * characters, none of them a control character, half of a surrogate pair or one of {@code / \ ?
     * # %}, and it is not {@code .} or {@code ..}.
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

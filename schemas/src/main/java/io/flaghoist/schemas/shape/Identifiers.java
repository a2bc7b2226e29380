package io.flaghoist.schemas.shape;

/** Which flag and segment identifiers can stand in a path, a topic key and a stream event. */
public final class Identifiers {
    /** Longest identifier, in characters. */
    public static final int MAX_LENGTH = 256;

    private Identifiers() {}

    /**
     * Whether {@code identifier} has 1 to 256 characters, none of them a control character or one
     * of {@code / \ ? # %}.
     */
    public static boolean isValid(String identifier) {
        return !identifier.isEmpty()
                && identifier.length() <= MAX_LENGTH
                && identifier.chars().noneMatch(Identifiers::isForbidden);
    }

    private static boolean isForbidden(int c) {
        return Character.isISOControl(c) || "/\\?#%".indexOf(c) >= 0;
    }
}

package io.flaghoist.schemas;

import java.util.regex.Pattern;

/**
 * A Harness environment, identified by its UUID as in the token's claim {@code environment}.
 *
 * @param value 1 to 64 characters out of {@code A-Z a-z 0-9 _ -}; in practice a UUID
 */
public record EnvironmentId(String value) implements Comparable<EnvironmentId> {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public EnvironmentId {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "an environment id has 1 to 64 characters out of A-Z a-z 0-9 _ -");
        }
    }

    /** Whether {@code text} is a valid environment id; for input that must not throw. */
    public static boolean isValid(String text) {
        return VALID.matcher(text).matches();
    }

    @Override
    public int compareTo(EnvironmentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

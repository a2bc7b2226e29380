package io.flaghoist.edge.usage;

import java.util.Locale;

/** Why an entry of a post is not counted. */
public enum Skip {
    /** It is null, or says no flag or no variation. */
    NAMELESS,
    /** The flag's or variation's identifier is longer than any that can exist. */
    TOO_LONG,
    /** It counts nothing, less than nothing, or more than 2^31. */
    COUNT,
    /** An identifier has control characters or half a character. */
    TEXT;

    /** As it is in metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

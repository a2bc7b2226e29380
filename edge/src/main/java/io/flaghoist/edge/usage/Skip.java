package io.flaghoist.edge.usage;

import java.util.Locale;

/** Why an entry of a post is not counted. */
enum Skip {
    /** It is null, or names no flag or no variation. */
    NAMELESS,
    /** The flag's or variation's identifier is longer than any that can exist. */
    TOO_LONG,
    /** Its count is not between 1 and 2^31. */
    COUNT,
    /** An identifier has control characters or unpaired surrogates. */
    TEXT;

    /** The value of the metric's label. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.flaghoist.edge;

import org.jspecify.annotations.Nullable;

/**
 * Registration of targets at SaaS, through the log.
 *
 * @param enabled whether targets seen on auth are written to the registrations topic; default true
 */
record RegistrationSettings(Boolean enabled) {
    public RegistrationSettings(@Nullable Boolean enabled) {
        this.enabled = enabled == null || enabled;
    }

    public static RegistrationSettings defaults() {
        return new RegistrationSettings(true);
    }
}

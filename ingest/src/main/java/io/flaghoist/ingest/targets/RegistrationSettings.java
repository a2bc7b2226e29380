package io.flaghoist.ingest.targets;

import org.jspecify.annotations.Nullable;

/**
 * How targets that edges have seen are registered upstream.
 *
 * @param forwardTargets false leaves the registrations topic alone; default true
 * @param perSecond at most so many registrations a second, of all environments together; default 20
 * @param remember so many contents are known not to be registered again, of all environments
 *     together; default 100,000
 */
public record RegistrationSettings(Boolean forwardTargets, Integer perSecond, Integer remember) {

    public RegistrationSettings(
            @Nullable Boolean forwardTargets,
            @Nullable Integer perSecond,
            @Nullable Integer remember) {
        this.forwardTargets = forwardTargets == null ? true : forwardTargets;
        this.perSecond = perSecond == null ? 20 : perSecond;
        this.remember = remember == null ? 100_000 : remember;
    }
}

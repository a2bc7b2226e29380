package io.flaghoist.schemas.wire;

import org.jspecify.annotations.Nullable;

/**
 * The {@code data} of a stream event (relay-protocol.md, C.1 and C.5): it announces a change
 * without its content.
 *
 * @param event {@code create}, {@code patch} or {@code delete}
 * @param domain {@code flag} or {@code target-segment}; SaaS has others
 * @param version the version to expect; absent where SaaS gave none
 * @param environment the environment's UUID; absent on per-environment streams
 */
public record StreamNotice(
        @Nullable String event,
        @Nullable String domain,
        @Nullable String identifier,
        @Nullable Long version,
        @Nullable String environment) {}

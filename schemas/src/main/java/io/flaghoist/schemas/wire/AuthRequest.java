package io.flaghoist.schemas.wire;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /client/auth} (relay-protocol.md, A.1).
 *
 * @param apiKey the raw SDK key
 * @param target the target that a client SDK evaluates for
 */
public record AuthRequest(@Nullable String apiKey, @Nullable Target target) {
    /** Redacted: a raw key must not reach a log. */
    @Override
    public String toString() {
        return "AuthRequest[redacted]";
    }
}

package io.flaghoist.simulator.fault;

import java.util.Optional;

/**
 * What a fault can match on.
 *
 * @param method in upper case
 * @param path decoded, without query
 * @param environment of the path, else of the token or key, if any is known
 * @param sdkKeySha256 of the key in the body, the header or the token, if there is one
 * @param kind what the route is for
 */
public record RequestFacts(
        String method,
        String path,
        Optional<String> environment,
        Optional<String> sdkKeySha256,
        Kind kind) {
    /** What a route is for. */
    public enum Kind {
        /** Reads documents. */
        READ,
        /** Opens a stream. */
        STREAM,
        /** Authentication, metrics. */
        OTHER
    }

    boolean isRead() {
        return kind == Kind.READ;
    }

    boolean isStream() {
        return kind == Kind.STREAM;
    }
}

package io.flaghoist.simulator.fault;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which requests a fault is for; what is absent matches all.
 *
 * @param method in upper case
 * @param pathPrefix the path starts with this, for example {@code /api/1.0/client/auth}
 * @param pathPattern the whole path matches this
 * @param environment id of the environment
 * @param sdkKeySha256 the SDK key, by its SHA-256
 */
public record FaultMatch(
        Optional<String> method,
        Optional<String> pathPrefix,
        Optional<Pattern> pathPattern,
        Optional<String> environment,
        Optional<String> sdkKeySha256) {
    /** Every request to the client, metrics and admin service. */
    public static FaultMatch everything() {
        return new FaultMatch(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Every request whose path starts with {@code prefix}. */
    public static FaultMatch path(String prefix) {
        return new FaultMatch(
                Optional.empty(),
                Optional.of(prefix),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** These requests, as far as they concern one environment. */
    public FaultMatch inEnvironment(String id) {
        return new FaultMatch(method, pathPrefix, pathPattern, Optional.of(id), sdkKeySha256);
    }

    boolean matches(RequestFacts request) {
        return method.map(request.method()::equals).orElse(true)
                && pathPrefix.map(request.path()::startsWith).orElse(true)
                && pathPattern.map(it -> it.matcher(request.path()).matches()).orElse(true)
                && (environment.isEmpty() || environment.equals(request.environment()))
                && (sdkKeySha256.isEmpty() || sdkKeySha256.equals(request.sdkKeySha256()));
    }
}

package io.flaghoist.saas;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Why a request to upstream failed. Expected, hence a value. */
public sealed interface Failure {
    /** 404. */
    record NotFound() implements Failure {}

    /** Any other 4xx, and redirects, which are not followed: an immediate retry is useless. */
    record Refused(int status) implements Failure {}

    /** 408, 429, 5xx. */
    record RetryLater(int status, Optional<Duration> after) implements Failure {}

    /** No answer: connection refused, reset, timeout. */
    record Unreachable(String reason) implements Failure {}

    /** An invalid answer: too large, not JSON, or not of the expected form. */
    record Unreadable(String reason) implements Failure {}

    /** Whether the credentials were refused. */
    default boolean isAboutCredentials() {
        return this instanceof Refused(var status) && (status == 401 || status == 403);
    }

    /**
     * The status, where the credentials were refused or what they open is not there; another
     * question is whether upstream itself did so.
     */
    default OptionalInt refusedWith() {
        return switch (this) {
            case NotFound() -> OptionalInt.of(404);
            case Refused(var status) when isAboutCredentials() -> OptionalInt.of(status);
            case Refused _, RetryLater _, Unreachable _, Unreadable _ -> OptionalInt.empty();
        };
    }

    /** How long upstream asks to wait. */
    default Optional<Duration> retryAfter() {
        return this instanceof RetryLater(_, var after) ? after : Optional.empty();
    }

    /** In words, without anything secret. */
    default String words() {
        return switch (this) {
            case NotFound() -> "answered 404";
            case Refused(var status) -> "refused with " + status;
            case RetryLater(var status, _) -> "answered " + status;
            case Unreachable(var reason) -> "cannot be reached: " + reason;
            case Unreadable(var reason) -> "gave an unreadable answer: " + reason;
        };
    }
}

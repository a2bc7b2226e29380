package io.flaghoist.simulator.fault;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What goes wrong. */
public sealed interface FaultAction {
    /** Whether this can happen to such a request at all. */
    default boolean concerns(RequestFacts request) {
        return true;
    }

    /** Answers with a status instead of the truth, before any authentication. */
    record Status(int code, OptionalInt retryAfterSeconds, Optional<String> body)
            implements FaultAction {}

    /** Waits, then goes on. */
    record Delay(Duration delay) implements FaultAction {}

    /** Does not answer until the fault is removed; then goes on. */
    record Hang() implements FaultAction {}

    /** Resets the connection without an answer. */
    record Reset() implements FaultAction {}

    /** Answers 200 with JSON that breaks off. */
    record Garbage() implements FaultAction {}

    /** Reads answer what they would have answered before the last {@code changes} changes. */
    record StaleByChanges(int changes) implements FaultAction {
        @Override
        public boolean concerns(RequestFacts request) {
            return request.isRead();
        }
    }

    /** Reads answer what they would have answered {@code age} ago. */
    record StaleByAge(Duration age) implements FaultAction {
        @Override
        public boolean concerns(RequestFacts request) {
            return request.isRead();
        }
    }

    /** Lists answer without elements, as a confused service does. */
    record Empty() implements FaultAction {
        @Override
        public boolean concerns(RequestFacts request) {
            return request.isRead();
        }
    }

    /** Lists answer with their first elements only, as a service whose pages get lost does. */
    record Partial(int keep) implements FaultAction {
        @Override
        public boolean concerns(RequestFacts request) {
            return request.isRead();
        }
    }

    /** Streams are accepted and stay open, but carry neither events nor heartbeats. */
    record Mute() implements FaultAction {
        @Override
        public boolean concerns(RequestFacts request) {
            return request.isStream();
        }
    }

    /** Open streams are reset at once, and so is every new stream request. */
    record Cut() implements FaultAction {
        @Override
        public boolean concerns(RequestFacts request) {
            return request.isStream();
        }
    }

    /** Open streams end as a body ends; streams opened later live on. */
    record End() implements FaultAction {
        @Override
        public boolean concerns(RequestFacts request) {
            return request.isStream();
        }
    }
}

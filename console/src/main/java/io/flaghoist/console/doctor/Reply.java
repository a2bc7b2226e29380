package io.flaghoist.console.doctor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Kafka's reply to a request.
 *
 * @param value absent with a problem
 * @param reason of the problem, for a sentence
 */
record Reply<T>(Optional<T> value, Problem problem, String reason) {
    /** What kept Kafka from replying. */
    enum Problem {
        NONE,
        /** This principal lacks the right. */
        DENIED,
        /** The topic does not exist. */
        ABSENT,
        /** The brokers are too old. */
        UNSUPPORTED,
        /** The cluster has no authorizer. */
        NO_AUTHORIZER,
        OTHER
    }

    static <T> Reply<T> of(T value) {
        return new Reply<>(Optional.of(value), Problem.NONE, "");
    }

    /** Waits for {@code future}, a little longer than the client itself does. */
    static <T> Reply<T> of(KafkaFuture<T> future, Duration timeout) {
        try {
            return of(future.get(timeout.toMillis() + 500, TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            return failed(Problem.OTHER, "no answer within " + Format.of(timeout));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(Problem.OTHER, "interrupted");
        }
    }

    static <T> Reply<T> failed(Throwable failure) {
        Problem problem =
                switch (failure) {
                    case AuthorizationException _ -> Problem.DENIED;
                    case UnknownTopicOrPartitionException _ -> Problem.ABSENT;
                    case UnsupportedVersionException _ -> Problem.UNSUPPORTED;
                    case SecurityDisabledException _ -> Problem.NO_AUTHORIZER;
                    default -> Problem.OTHER;
                };
        return failed(problem, Format.of(failure));
    }

    static <T> Reply<T> failed(Problem problem, String reason) {
        return new Reply<>(Optional.empty(), problem, reason);
    }

    boolean isMissing() {
        return value.isEmpty();
    }
}

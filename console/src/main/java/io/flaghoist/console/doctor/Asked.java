package io.flaghoist.console.doctor;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What came of asking Kafka. */
sealed interface Asked<T> {
    /** The answer. */
    record Got<T>(T value) implements Asked<T> {}

    /** No answer, and why, in words. */
    record NotGot<T>(Why why, String reason) implements Asked<T> {}

    /** The kinds of reasons that lead to different advice. */
    enum Why {
        /** This principal may not ask. */
        DENIED,
        /** There is no such thing. */
        ABSENT,
        /** The brokers are too old to be asked. */
        UNSUPPORTED,
        /** Anything else. */
        FAILED
    }

    /** Waits for {@code future}, a little longer than the client itself does. */
    static <T> Asked<T> of(KafkaFuture<T> future, Duration answerTimeout) {
        try {
            return new Got<>(future.get(answerTimeout.toMillis() + 500, TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            return failed(e);
        } catch (TimeoutException e) {
            return new NotGot<>(Why.FAILED, "no answer within " + Words.of(answerTimeout));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new NotGot<>(Why.FAILED, "interrupted");
        }
    }

    /** The same from an exception. */
    static <T> Asked<T> failed(Throwable failure) {
        Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
        Why why =
                switch (cause) {
                    case AuthorizationException _ -> Why.DENIED;
                    case UnknownTopicOrPartitionException _ -> Why.ABSENT;
                    case UnsupportedVersionException _ -> Why.UNSUPPORTED;
                    case null, default -> Why.FAILED;
                };
        return new NotGot<>(why, Words.of(cause == null ? failure : cause));
    }

    /** The answer, or what to take instead. */
    default T orElse(T other) {
        return switch (this) {
            case Got<T>(var value) -> value;
            case NotGot<T> _ -> other;
        };
    }
}

package io.flaghoist.log;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** What an exception of a Kafka client says, for logs and health. */
public final class KafkaWords {
    private KafkaWords() {}

    /** In words; of an {@link ExecutionException} its cause counts. */
    public static String of(Throwable e) {
        Throwable cause =
                e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        String message = cause.getMessage();
        if (cause instanceof TimeoutException) {
            return message == null ? "Kafka does not answer" : message;
        }
        if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
            return "Kafka does not answer (%s)".formatted(message);
        }
        return cause.getClass().getSimpleName() + ": " + message;
    }
}

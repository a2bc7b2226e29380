package io.flaghoist.edge.usage;

import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.record.LogRecord;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** The metrics topic as this edge writes it. Thread-safe. */
final class MetricsTopic implements AutoCloseable {
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private final String topic;
    private final Supplier<Producer<byte[], byte[]>> making;
    private @Nullable Producer<byte[], byte[]> producer;
    private volatile boolean broken; // told by Kafka's thread, which must not wait for a lock

    /** What became of a record. */
    enum Outcome {
        /** Kafka has it. */
        ARRIVED,
        /** Kafka may have it or not. */
        UNKNOWN,
        /** Kafka will never take it, and has not. */
        TOO_LARGE
    }

    /** Hears the outcome, on any thread, with the reason where there is one. */
    interface Told {
        void outcome(Outcome outcome, String reason);
    }

    /**
     * Connects to nothing yet.
     *
     * @param making makes the producer, which is closed here; called again when one is broken
     */
    MetricsTopic(String topic, Supplier<Producer<byte[], byte[]>> making) {
        this.topic = topic;
        this.making = making;
    }

    /**
     * Sends a record; {@code told} is called exactly once, perhaps before this returns. Blocks for
     * as long as the producer does that does not know the topic yet (max.block.ms).
     */
    void send(LogRecord record, Told told) {
        Producer<byte[], byte[]> ours;
        try {
            ours = producer();
        } catch (RuntimeException e) { // an address that does not resolve, for instance
            told.outcome(Outcome.UNKNOWN, reason(e));
            return;
        }
        try {
            var _ =
                    ours.send(
                            KafkaRecords.write(topic, null, null, record),
                            (_, failure) -> told(told, failure));
        } catch (InterruptException e) {
            told.outcome(Outcome.UNKNOWN, "this edge is stopping");
        } catch (RuntimeException e) { // whatever it is, somebody waits for the outcome
            broken = true;
            told.outcome(Outcome.UNKNOWN, reason(e));
        }
    }

    private void told(Told told, @Nullable Exception failure) {
        if (failure == null) {
            told.outcome(Outcome.ARRIVED, "");
            return;
        }
        if (failure instanceof AuthorizationException) {
            broken = true; // a producer may never recover from it
        }
        boolean tooLarge = failure instanceof RecordTooLargeException;
        told.outcome(tooLarge ? Outcome.TOO_LARGE : Outcome.UNKNOWN, reason(failure));
    }

    private synchronized Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> ours = producer;
        if (ours != null && broken) {
            producer = null;
            ours.close(Duration.ZERO);
            ours = null;
        }
        if (ours == null) {
            ours = making.get();
            producer = ours;
            broken = false;
        }
        return ours;
    }

    /** Kafka's messages name topics, partitions and sizes, never what a record holds. */
    private static String reason(Exception failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    /** Waits a few seconds for what was sent; everybody is told when this returns. */
    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(FAREWELL);
        }
    }
}

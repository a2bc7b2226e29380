package io.flaghoist.edge.usage;

import io.flaghoist.edge.KafkaSettings;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics topic as this edge writes it, and whether Kafka accepts metrics. Used by the owner's
 * thread; the state is read by any.
 */
final class MetricsTopic implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MetricsTopic.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    /**
     * After five seconds a group goes to disk: SDKs wait for their answers meanwhile. A send blocks
     * for half a second at most while the topic is not known yet, since it holds up the one thread
     * that does everything else, the disk included.
     */
    private static final Map<String, Object> PROPERTIES =
            Map.of(
                    ProducerConfig.COMPRESSION_TYPE_CONFIG,
                    "lz4",
                    ProducerConfig.BUFFER_MEMORY_CONFIG,
                    32L << 20,
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    500,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    5_000);

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);

    private final String name;
    private final Supplier<Producer<byte[], byte[]>> factory;
    private final Executor owner;
    private @Nullable Producer<byte[], byte[]> producer;
    private volatile boolean closed;
    private volatile boolean broken; // set by Kafka's thread, which must not wait for a lock
    private volatile boolean away;
    private volatile @Nullable String error;

    /** The result of a send. */
    enum Outcome {
        /** Kafka has it. */
        ARRIVED,
        /** Kafka may have it or not. */
        UNKNOWN,
        /** Kafka will never take it, and has not. */
        TOO_LARGE
    }

    /**
     * Connects to nothing yet.
     *
     * @param factory makes the producer, which this closes; called again when one is broken
     * @param owner runs tasks on the thread that uses this
     */
    MetricsTopic(String name, Supplier<Producer<byte[], byte[]>> factory, Executor owner) {
        this.name = name;
        this.factory = factory;
        this.owner = owner;
    }

    /** The topic in Kafka; connects to nothing yet. */
    static MetricsTopic in(KafkaSettings kafka, Executor owner) {
        return new MetricsTopic(
                new TopicCatalogue(kafka.topicPrefix()).metrics().name(),
                () -> kafka.clients(REQUEST_TIMEOUT).producer("metrics", PROPERTIES),
                owner);
    }

    /**
     * Sends a group; {@code done} is called exactly once, later, on the owner's thread. Blocks for
     * as long as the producer does that does not know the topic yet (max.block.ms).
     */
    void send(EncodedGroup group, Consumer<Outcome> done) {
        try {
            var _ =
                    producer()
                            .send(
                                    KafkaRecords.write(name, null, null, group.record()),
                                    (_, failure) -> completed(group, failure, done));
        } catch (InterruptException e) {
            completed(group, e, done);
        } catch (RuntimeException e) { // in any case posts wait for the outcome
            broken = true;
            completed(group, e, done);
        }
    }

    /** Any thread. The state changes at once, so that the next group is not sent in vain. */
    private void completed(
            EncodedGroup group, @Nullable Exception failure, Consumer<Outcome> done) {
        Outcome outcome = Outcome.ARRIVED;
        if (failure == null) {
            available();
        } else if (failure instanceof RecordTooLargeException) {
            outcome = Outcome.TOO_LARGE;
            log.error(
                    "A group of metrics of {} bytes is too large for the metrics topic and is lost: {}. Check"
                            + " max.message.bytes of the topic.",
                    group.json().length,
                    reason(failure));
        } else {
            outcome = Outcome.UNKNOWN;
            unavailable(failure);
        }
        Outcome result = outcome;
        owner.execute(() -> done.accept(result));
    }

    private void available() {
        if (away) {
            log.info("Kafka accepts metrics again.");
        }
        away = false;
        error = null;
    }

    private void unavailable(Exception failure) {
        String reason = reason(failure);
        if (failure instanceof AuthorizationException) {
            broken = true; // a producer may never recover from it
        }
        if (!away) {
            log.warn(
                    "Kafka does not accept metrics: {}. They are written to disk (at most usage.maxSpool); SDKs are not"
                            + " affected. Check KAFKA_BOOTSTRAP_SERVERS and this principal's WRITE permission on the metrics topic.",
                    reason);
        }
        away = true;
        error = reason;
    }

    private Producer<byte[], byte[]> producer() {
        if (closed) {
            throw new IllegalStateException("this edge is stopping");
        }
        Producer<byte[], byte[]> ours = producer;
        if (ours != null && broken) {
            producer = null;
            ours.close(Duration.ZERO);
            ours = null;
        }
        if (ours == null) {
            ours = factory.get();
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

    /** Whether Kafka did not accept the last group, or this is closed. */
    boolean isAway() {
        return away || closed;
    }

    /** Why Kafka did not accept the last group; null when it did. */
    @Nullable String error() {
        return error;
    }

    /** Waits up to 3 s for what was sent; every outcome is known when this returns. */
    @Override
    public void close() {
        closed = true;
        if (producer != null) {
            producer.close(CLOSE_TIMEOUT);
        }
    }
}

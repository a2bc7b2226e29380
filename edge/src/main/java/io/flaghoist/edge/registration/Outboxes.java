package io.flaghoist.edge.registration;

import io.flaghoist.edge.KafkaSettings;
import io.flaghoist.edge.metrics.TargetMeters;
import io.flaghoist.service.Supervisor;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Creates outboxes on Kafka, one for each kind of topic, so that a missing or forbidden topic does
 * not affect the others.
 */
public final class Outboxes {
    private static final int MAX_LETTERS = 10_000;
    private static final long MAX_BYTES = 8L << 20;

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /** The outbox's thread waits for these. */
    private static final Map<String, Object> PROPERTIES =
            Map.of(
                    ProducerConfig.LINGER_MS_CONFIG, 5,
                    ProducerConfig.BUFFER_MEMORY_CONFIG, MAX_BYTES,
                    ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);

    private Outboxes() {}

    /**
     * Creates an outbox, not yet started.
     *
     * @param kind of topic, for metrics, messages and the name of the thread
     */
    public static Outbox on(
            Supervisor supervisor, KafkaSettings kafka, String kind, TargetMeters meters) {
        return new Outbox(
                supervisor,
                kind,
                () -> kafka.clients(REQUEST_TIMEOUT).producer(kind, PROPERTIES),
                meters,
                MAX_LETTERS,
                MAX_BYTES);
    }
}

package io.flaghoist.edge.registration;

import io.flaghoist.edge.KafkaSettings;
import io.flaghoist.edge.metrics.TargetMeters;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.Supervisor;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Creates outboxes on Kafka, one for each kind of topic, so that a missing or forbidden topic does
 * not affect the others.
 */
public final class Outboxes {
    private static final int MAX_LETTERS = 10_000;
    private static final long MAX_BYTES = 8L << 20;

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
                () ->
                        new KafkaProducer<>(
                                kafka.client(properties(kind)),
                                new ByteArraySerializer(),
                                new ByteArraySerializer()),
                meters,
                MAX_LETTERS,
                MAX_BYTES);
    }

    private static Map<String, Object> properties(String kind) {
        var properties = new HashMap<String, Object>();
        properties.put("client.id", "flaghoist-edge-" + kind);
        properties.put("acks", "all");
        properties.put("enable.idempotence", true);
        properties.put("linger.ms", 5);
        properties.put("buffer.memory", MAX_BYTES);
        properties.put("max.request.size", TopicSpec.MAX_MESSAGE_BYTES);
        properties.put("max.block.ms", 2_000); // only blocks the outbox's thread
        properties.put("request.timeout.ms", 10_000);
        properties.put("delivery.timeout.ms", 30_000);
        return properties;
    }
}

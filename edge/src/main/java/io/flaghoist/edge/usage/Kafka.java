package io.flaghoist.edge.usage;

import io.flaghoist.edge.KafkaSettings;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** How this edge writes to the metrics topic. */
final class Kafka {
    private static final long BUFFER = 32L << 20;

    private Kafka() {}

    static MetricsTopic topic(KafkaSettings kafka, Executor owner) {
        return new MetricsTopic(
                new TopicCatalogue(kafka.topicPrefix()).metrics().name(),
                () ->
                        new KafkaProducer<>(
                                kafka.connection().client(properties()),
                                new ByteArraySerializer(),
                                new ByteArraySerializer()),
                owner);
    }

    /**
     * After five seconds a group goes to disk: SDKs wait for their answers meanwhile. A send blocks
     * for half a second at most while the topic is not known yet, since it holds up the one thread
     * that does everything else, the disk included.
     */
    private static Map<String, Object> properties() {
        var properties = new HashMap<String, Object>();
        properties.put("client.id", "flaghoist-edge-metrics");
        properties.put("acks", "all");
        properties.put("enable.idempotence", true);
        properties.put("linger.ms", 0);
        properties.put("compression.type", "lz4");
        properties.put("buffer.memory", BUFFER);
        properties.put("max.request.size", TopicSpec.MAX_MESSAGE_BYTES);
        properties.put("max.block.ms", 500);
        properties.put("request.timeout.ms", 3_000);
        properties.put("delivery.timeout.ms", 5_000);
        return properties;
    }
}

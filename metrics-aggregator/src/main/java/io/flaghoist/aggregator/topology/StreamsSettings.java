package io.flaghoist.aggregator.topology;

import io.flaghoist.aggregator.settings.KafkaSettings;
import io.flaghoist.schemas.topic.TopicSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of Kafka Streams, in one place. */
final class StreamsSettings {
    /** A transaction that its writer abandoned blocks the posters for so long. */
    private static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;

    /** What a killed instance leaves is taken over after so long. */
    private static final int SESSION_TIMEOUT_MILLIS = 10_000;

    private static final long COMMIT_INTERVAL_MILLIS = 1_000;

    /** A topic that was made anew is found so soon. */
    private static final int TOPIC_LOOK_UP_MILLIS = 5_000;

    private StreamsSettings() {}

    /** What the consumer group, the stores' topics and the transactional ids begin with. */
    static String applicationId(KafkaSettings kafka) {
        return kafka.topicPrefix() + "-aggregator";
    }

    static Properties of(KafkaSettings kafka, String nodeName, Path dataDirectory) {
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(kafka));
        properties.put(StreamsConfig.CLIENT_ID_CONFIG, nodeName + "-sum");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MILLIS);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, kafka.threads());
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 0);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, dataDirectory.resolve("streams").toString());
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, kafka.replicationFactor());
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        // What the stores hold is restored in moments: a task moves at once, without a warm-up.
        properties.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, Long.MAX_VALUE);
        consumer(properties, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer(properties, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
        consumer(properties, ConsumerConfig.METADATA_MAX_AGE_CONFIG, TOPIC_LOOK_UP_MILLIS);
        producer(properties, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
        producer(properties, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicSpec.MAX_MESSAGE_BYTES);
        properties.putAll(kafka.connection().client(Map.of()));
        return properties;
    }

    private static void consumer(Properties properties, String name, Object value) {
        properties.put(StreamsConfig.mainConsumerPrefix(name), value);
    }

    private static void producer(Properties properties, String name, Object value) {
        properties.put(StreamsConfig.producerPrefix(name), value);
    }
}

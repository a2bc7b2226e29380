package io.flaghoist.history.log;

import io.flaghoist.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How to reach a log.
 *
 * @param bootstrapServers {@code host:port,…}
 * @param properties further settings of the Kafka clients under Kafka's names, such as security;
 *     they win over ours
 * @param topics how the topics are called
 * @param answerTimeout how long Kafka may take to answer
 */
public record LogConnection(
        String bootstrapServers,
        Map<String, String> properties,
        TopicCatalogue topics,
        Duration answerTimeout) {

    public LogConnection {
        properties = Map.copyOf(properties);
    }

    /**
     * The settings of a consumer that belongs to no group: it needs READ on the topics and nothing
     * else.
     */
    public Map<String, Object> consumer() {
        var settings = new HashMap<String, Object>();
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "flaghoist-console");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) answerTimeout.toMillis());
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return client(settings);
    }

    /** The settings of an admin client. */
    public Map<String, Object> admin() {
        var settings = new HashMap<String, Object>();
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "flaghoist-console");
        settings.put(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) answerTimeout.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) answerTimeout.toMillis());
        return client(settings);
    }

    /** {@code ours}, the address, and over both what the operator says. */
    public Map<String, Object> client(Map<String, Object> ours) {
        var settings = new HashMap<>(ours);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        // None by JMX, which would be a tenth of the time that a short answer takes.
        settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, List.of());
        settings.putAll(properties);
        return settings;
    }

    /** Without the properties, which may hold passwords. */
    @Override
    public String toString() {
        return "LogConnection[" + bootstrapServers + ", " + topics.prefix() + "]";
    }
}

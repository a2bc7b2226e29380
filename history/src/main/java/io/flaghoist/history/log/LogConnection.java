package io.flaghoist.history.log;

import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How to reach a log.
 *
 * @param bootstrapServers {@code host:port,…}
 * @param properties further properties of the Kafka clients, such as security
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

    /** The properties of a client: {@code ours}, and over them what the operator sets. */
    public Map<String, Object> client(Map<String, Object> ours) {
        return new KafkaConnection(bootstrapServers, properties).client(ours);
    }

    /** Without the properties, which may hold passwords. */
    @Override
    public String toString() {
        return "LogConnection[" + bootstrapServers + ", " + topics.prefix() + "]";
    }
}

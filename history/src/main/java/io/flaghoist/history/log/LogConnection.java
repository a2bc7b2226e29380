package io.flaghoist.history.log;

import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * How to reach a log.
 *
 * @param topics how the topics are called
 * @param answerTimeout how long Kafka may take to answer
 */
public record LogConnection(KafkaConnection kafka, TopicCatalogue topics, Duration answerTimeout) {
    /** The Kafka clients; none of them is a member of a group. */
    public KafkaClients clients() {
        return new KafkaClients(kafka, "flaghoist-console", "", answerTimeout);
    }

    /** An admin client, whose requests fail after the timeout. */
    public Admin admin() {
        int millis = (int) answerTimeout.toMillis();
        return clients().admin(Map.of(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis));
    }

    /** {@code host:port,…} */
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }
}

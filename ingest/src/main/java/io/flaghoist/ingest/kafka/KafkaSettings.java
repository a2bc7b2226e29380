package io.flaghoist.ingest.kafka;

import io.dropwizard.util.Duration;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka that holds the log.
 *
 * @param bootstrapServers {@code host:port}, separated by commas; required
 * @param topicPrefix what all topic names and transactional ids begin with; default {@code
 *     flaghoist}
 * @param replicationFactor of topics that ingest creates; -1, the default, takes the broker's
 * @param answerTimeout how long to wait for Kafka before trying anew; default 10 s
 * @param takeoverPause after another instance has taken a shard over, so long until it is tried
 *     again; default 30 s
 * @param properties further properties of all Kafka clients, for instance for TLS and SASL
 */
public record KafkaSettings(
        String bootstrapServers,
        String topicPrefix,
        Integer replicationFactor,
        Duration answerTimeout,
        Duration takeoverPause,
        Map<String, String> properties) {

    public KafkaSettings(
            @Nullable String bootstrapServers,
            @Nullable String topicPrefix,
            @Nullable Integer replicationFactor,
            @Nullable Duration answerTimeout,
            @Nullable Duration takeoverPause,
            @Nullable Map<String, String> properties) {
        this.bootstrapServers = bootstrapServers == null ? "" : bootstrapServers;
        this.topicPrefix = topicPrefix == null ? TopicCatalogue.DEFAULT_PREFIX : topicPrefix;
        this.replicationFactor = replicationFactor == null ? -1 : replicationFactor;
        this.answerTimeout = answerTimeout == null ? Duration.seconds(10) : answerTimeout;
        this.takeoverPause = takeoverPause == null ? Duration.seconds(30) : takeoverPause;
        this.properties = properties == null ? Map.of() : Map.copyOf(properties);
    }

    public KafkaConnection connection() {
        return new KafkaConnection(bootstrapServers, properties);
    }

    /** The Kafka clients of an ingest. */
    public KafkaClients clients(String nodeName) {
        return new KafkaClients(
                connection(), nodeName, topicPrefix + "-ingest-", answerTimeout.toJavaDuration());
    }

    /** Without the properties, which may hold passwords. */
    @Override
    public String toString() {
        return "KafkaSettings[" + bootstrapServers + ", " + topicPrefix + "]";
    }
}

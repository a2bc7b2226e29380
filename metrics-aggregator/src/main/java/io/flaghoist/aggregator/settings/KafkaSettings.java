package io.flaghoist.aggregator.settings;

import io.dropwizard.util.Duration;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka that carries metrics.
 *
 * @param bootstrapServers {@code host:port}, separated by commas; required
 * @param topicPrefix what all topics, groups and transactional ids begin with; default {@code
 *     flaghoist}
 * @param replicationFactor of the topics behind the stores; -1, the default, takes the broker's
 * @param threads that sum; default 1. More than the metrics topic has partitions are idle
 * @param answerTimeout how long to wait for Kafka before trying anew; default 10 s
 * @param properties further properties of all Kafka clients, for instance for TLS and SASL
 */
public record KafkaSettings(
        String bootstrapServers,
        String topicPrefix,
        Integer replicationFactor,
        Integer threads,
        Duration answerTimeout,
        Map<String, String> properties) {

    public KafkaSettings(
            @Nullable String bootstrapServers,
            @Nullable String topicPrefix,
            @Nullable Integer replicationFactor,
            @Nullable Integer threads,
            @Nullable Duration answerTimeout,
            @Nullable Map<String, String> properties) {
        this.bootstrapServers = bootstrapServers == null ? "" : bootstrapServers;
        this.topicPrefix = topicPrefix == null ? TopicCatalogue.DEFAULT_PREFIX : topicPrefix;
        this.replicationFactor = replicationFactor == null ? -1 : replicationFactor;
        this.threads = threads == null ? 1 : threads;
        this.answerTimeout = answerTimeout == null ? Duration.seconds(10) : answerTimeout;
        this.properties = properties == null ? Map.of() : Map.copyOf(properties);
    }

    public KafkaConnection connection() {
        return new KafkaConnection(bootstrapServers, properties);
    }

    /** The Kafka clients of an aggregator, beside those of Kafka Streams. */
    public KafkaClients clients(String nodeName) {
        return new KafkaClients(
                connection(),
                nodeName,
                topicPrefix + "-aggregator-",
                answerTimeout.toJavaDuration());
    }

    /** Without the properties, which may hold passwords. */
    @Override
    public String toString() {
        return "KafkaSettings[" + bootstrapServers + ", " + topicPrefix + "]";
    }
}

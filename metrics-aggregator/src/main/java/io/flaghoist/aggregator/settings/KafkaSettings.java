package io.flaghoist.aggregator.settings;

import io.dropwizard.util.Duration;
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
 * @param client further settings of all Kafka clients under Kafka's own names, for instance for TLS
 *     and SASL; they win over the aggregator's
 */
public record KafkaSettings(
        String bootstrapServers,
        String topicPrefix,
        Integer replicationFactor,
        Integer threads,
        Duration answerTimeout,
        Map<String, String> client) {

    public KafkaSettings(
            @Nullable String bootstrapServers,
            @Nullable String topicPrefix,
            @Nullable Integer replicationFactor,
            @Nullable Integer threads,
            @Nullable Duration answerTimeout,
            @Nullable Map<String, String> client) {
        this.bootstrapServers = bootstrapServers == null ? "" : bootstrapServers;
        this.topicPrefix = topicPrefix == null ? TopicCatalogue.DEFAULT_PREFIX : topicPrefix;
        this.replicationFactor = replicationFactor == null ? -1 : replicationFactor;
        this.threads = threads == null ? 1 : threads;
        this.answerTimeout = answerTimeout == null ? Duration.seconds(10) : answerTimeout;
        this.client = client == null ? Map.of() : Map.copyOf(client);
    }

    /** Client settings may hold passwords. */
    @Override
    public String toString() {
        return "KafkaSettings[" + bootstrapServers + ", " + topicPrefix + "]";
    }
}

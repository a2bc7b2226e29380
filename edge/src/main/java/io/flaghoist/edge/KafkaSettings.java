package io.flaghoist.edge;

import io.dropwizard.util.Duration;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.EnvironmentId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Kafka.
 *
 * @param bootstrapServers comma-separated; default 127.0.0.1:9092
 * @param topicPrefix default {@code flaghoist}
 * @param environments UUIDs of the environments to serve, comma-separated; default empty, for all
 * @param staleAfter age from which an environment is stale; default 60 s
 * @param properties further properties of all Kafka clients, for instance for TLS and SASL
 */
public record KafkaSettings(
        String bootstrapServers,
        String topicPrefix,
        String environments,
        Duration staleAfter,
        Map<String, String> properties) {

    public KafkaSettings(
            @Nullable String bootstrapServers,
            @Nullable String topicPrefix,
            @Nullable String environments,
            @Nullable Duration staleAfter,
            @Nullable Map<String, String> properties) {
        this.bootstrapServers = Objects.requireNonNullElse(bootstrapServers, "127.0.0.1:9092");
        this.topicPrefix = Objects.requireNonNullElse(topicPrefix, "flaghoist");
        this.environments = Objects.requireNonNullElse(environments, "");
        this.staleAfter = Objects.requireNonNullElse(staleAfter, Duration.seconds(60));
        this.properties = properties == null ? Map.of() : Map.copyOf(properties);
    }

    public static KafkaSettings defaults() {
        return new KafkaSettings(null, null, null, null, null);
    }

    /** The environments to serve; empty for all. */
    public List<EnvironmentId> chosenEnvironments() {
        return Arrays.stream(environments.split(",", -1))
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .map(EnvironmentId::new)
                .toList();
    }

    public KafkaConnection connection() {
        return new KafkaConnection(bootstrapServers, properties);
    }

    /** The Kafka clients of an edge; it has no consumer groups. */
    public KafkaClients clients(java.time.Duration answerTimeout) {
        return new KafkaClients(connection(), "flaghoist-edge", "", answerTimeout);
    }

    /** Without the properties, which may hold passwords. */
    @Override
    public String toString() {
        return "KafkaSettings[" + bootstrapServers + ", " + topicPrefix + "]";
    }
}

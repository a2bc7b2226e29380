package io.flaghoist.edge;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import io.flaghoist.schemas.EnvironmentId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/**
 * Kafka.
 *
 * @param bootstrapServers comma-separated; default 127.0.0.1:9092
 * @param topicPrefix default {@code flaghoist}
 * @param environments UUIDs of the environments to serve, comma-separated; default empty, for all
 * @param staleAfter age from which an environment is stale; default 60 s
 * @param properties further settings of the Kafka client, for instance {@code security.protocol}
 */
public record KafkaSettings(
        @JsonProperty("bootstrapServers") String bootstrapServers,
        @JsonProperty("topicPrefix") String topicPrefix,
        @JsonProperty("environments") String environments,
        @JsonProperty("staleAfter") Duration staleAfter,
        @JsonProperty("properties") Map<String, String> properties) {

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
        this.properties = properties == null ? Map.of() : Map.copyOf(new TreeMap<>(properties));
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

    /** Kafka client properties: {@code ours}, overridden by the operator's. */
    public Map<String, Object> client(Map<String, Object> ours) {
        var client = new HashMap<>(ours);
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        client.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50);
        client.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        client.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        client.putAll(properties);
        return client;
    }

    /** Without the properties, which may hold passwords. */
    @Override
    public String toString() {
        return "KafkaSettings[" + bootstrapServers + ", " + topicPrefix + "]";
    }
}

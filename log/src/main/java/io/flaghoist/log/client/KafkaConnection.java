package io.flaghoist.log.client;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigException;

/**
 * How to reach Kafka.
 *
 * @param bootstrapServers {@code host:port,…}
 * @param properties properties of all clients under Kafka's names, such as security. They win over
 *     ours, except for those that {@link #errors()} refuses
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> properties) {
    /** Exactly-once and the order of the log depend on these. */
    private static final Set<String> OURS =
            Set.of(
                    "acks",
                    "allow.auto.create.topics",
                    "application.id",
                    "auto.offset.reset",
                    "enable.auto.commit",
                    "enable.idempotence",
                    "group.id",
                    "isolation.level",
                    "key.deserializer",
                    "key.serializer",
                    "processing.guarantee",
                    "transactional.id",
                    "value.deserializer",
                    "value.serializer");

    private static final Pattern ADDRESSES =
            Pattern.compile("\\s*[^\\s,;]+:\\d+(\\s*,\\s*[^\\s,;]+:\\d+)*\\s*,?\\s*");

    public KafkaConnection {
        properties = Map.copyOf(properties);
    }

    /** Without properties. */
    public static KafkaConnection to(String bootstrapServers) {
        return new KafkaConnection(bootstrapServers, Map.of());
    }

    /** The properties of a client: {@code ours}, and over them what the operator sets. */
    public Map<String, Object> client(Map<String, ?> ours) {
        var client = new HashMap<String, Object>();
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        client.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50L);
        client.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
        client.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        // JMX would need one name per client, and several services may run in one JVM.
        client.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, List.of());
        client.putAll(ours);
        client.putAll(properties);
        return client;
    }

    /** One sentence per setting that is wrong, without values that may be secrets. */
    public List<String> errors() {
        var errors = new ArrayList<String>();
        if (bootstrapServers.isBlank()) {
            errors.add("kafka.bootstrapServers (KAFKA_BOOTSTRAP_SERVERS) is not set");
        } else if (!ADDRESSES.matcher(bootstrapServers).matches()) {
            errors.add(
                    "kafka.bootstrapServers (KAFKA_BOOTSTRAP_SERVERS) must be host:port, separated by commas");
        }
        for (String name : new TreeMap<>(properties).keySet()) {
            if (OURS.stream().anyMatch(ours -> name.equals(ours) || name.endsWith("." + ours))) {
                errors.add("kafka.properties: " + name + " is set by Flaghoist; remove it");
            }
        }
        for (String store : List.of("ssl.truststore.location", "ssl.keystore.location")) {
            String file = properties.getOrDefault(store, "");
            if (!file.isEmpty() && !isReadable(file)) {
                errors.add(
                        "kafka.properties: %s: the file %s cannot be read".formatted(store, file));
            }
        }
        validate(errors);
        return errors;
    }

    private static boolean isReadable(String file) {
        try {
            return Files.isReadable(Path.of(file));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** By Kafka itself, for what all clients have in common. */
    private void validate(List<String> errors) {
        try {
            var anywhere = new KafkaConnection("127.0.0.1:9", properties);
            var _ = new AdminClientConfig(anywhere.client(Map.of()));
        } catch (ConfigException e) {
            errors.add("kafka.properties: " + e.getMessage());
        }
    }

    /** Without the properties, which may hold passwords. */
    @Override
    public String toString() {
        return "KafkaConnection[" + bootstrapServers + "]";
    }
}

package io.flaghoist.schemas.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The specification of a topic.
 *
 * @param key the record key, for display
 * @param retention retention of records; empty for unlimited. Not used if {@code cleanup} only
 *     compacts
 * @param segment maximum age of the active segment; empty for the broker's default
 * @param appendTime whether record timestamps are set by the broker
 */
public record TopicSpec(
        String name,
        String key,
        Cleanup cleanup,
        int partitions,
        Optional<Duration> retention,
        Optional<Duration> segment,
        boolean appendTime) {
    /** A topic with the broker's default segments. */
    public TopicSpec(
            String name,
            String key,
            Cleanup cleanup,
            int partitions,
            Optional<Duration> retention) {
        this(name, key, cleanup, partitions, retention, Optional.empty(), false);
    }

    /** Maximum record batch: a document of 8 MiB before and after, plus overhead. */
    public static final int MAX_MESSAGE_BYTES = 18 << 20;

    /**
     * How long a tombstone is kept after compaction; half of it is the maximum age of a snapshot to
     * continue from.
     */
    public static final Duration TOMBSTONE_RETENTION = Duration.ofDays(7);

    /** Kafka's {@code cleanup.policy}. */
    public enum Cleanup {
        COMPACT("compact"),
        DELETE("delete"),
        COMPACT_AND_DELETE("compact,delete");

        private final String policy;

        Cleanup(String policy) {
            this.policy = policy;
        }

        public String policy() {
            return policy;
        }

        boolean compacts() {
            return this != DELETE;
        }
    }

    /** The topic's settings under Kafka's names, for creation. */
    public Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        settings.put("cleanup.policy", cleanup.policy());
        settings.put("max.message.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        if (cleanup.compacts()) {
            settings.put("delete.retention.ms", Long.toString(TOMBSTONE_RETENTION.toMillis()));
        }
        if (cleanup != Cleanup.COMPACT) {
            settings.put(
                    "retention.ms", retention.map(d -> Long.toString(d.toMillis())).orElse("-1"));
        }
        if (appendTime) {
            settings.put("message.timestamp.type", "LogAppendTime");
        }
        segment.ifPresent(s -> settings.put("segment.ms", Long.toString(s.toMillis())));
        return settings;
    }

    /**
     * Errors of an existing topic, as messages for the operator; empty if valid. Only settings that
     * would corrupt or lose state are errors; others are the operator's choice.
     *
     * @param actualPartitions the topic's partition count
     * @param actualSettings the topic's settings under Kafka's names
     */
    public List<String> faultsOf(int actualPartitions, Map<String, String> actualSettings) {
        var faults = new ArrayList<String>();
        String policy = actualSettings.getOrDefault("cleanup.policy", "");
        if (!policiesOf(policy).equals(policiesOf(cleanup.policy()))) {
            faults.add(
                    "topic %s has cleanup.policy=%s and must have %s"
                            .formatted(name, policy, cleanup.policy()));
        }
        if (partitions == 1 && actualPartitions != 1) {
            faults.add(
                    "topic %s has %d partitions and must have 1, or changes lose their order"
                            .formatted(name, actualPartitions));
        }
        return faults;
    }

    /**
     * Warnings for settings of an existing topic that may lose data later, as messages for the
     * operator.
     *
     * @param actualSettings the topic's settings under Kafka's names
     */
    public List<String> risksOf(Map<String, String> actualSettings) {
        var risks = new ArrayList<String>();
        if (number(actualSettings, "max.message.bytes") < MAX_MESSAGE_BYTES) {
            risks.add(
                    "topic %s has max.message.bytes=%s and should be %d: larger records are refused"
                            .formatted(
                                    name,
                                    actualSettings.get("max.message.bytes"),
                                    MAX_MESSAGE_BYTES));
        }
        if (cleanup.compacts()
                && number(actualSettings, "delete.retention.ms")
                        < TOMBSTONE_RETENTION.toMillis() / 2) {
            risks.add(
                    "topic %s has delete.retention.ms=%s and should be %d: an edge that starts from an older snapshot misses removals"
                            .formatted(
                                    name,
                                    actualSettings.get("delete.retention.ms"),
                                    TOMBSTONE_RETENTION.toMillis()));
        }
        return risks;
    }

    private static long number(Map<String, String> settings, String name) {
        String text = settings.get(name);
        return text == null ? Long.MAX_VALUE : Long.parseLong(text);
    }

    private static List<String> policiesOf(String text) {
        return List.of(text.replace(" ", "").split(",")).stream().sorted().toList();
    }
}

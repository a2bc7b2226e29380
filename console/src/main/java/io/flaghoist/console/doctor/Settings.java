package io.flaghoist.console.doctor;

import java.util.Map;
import java.util.OptionalLong;

/** A topic's settings under Kafka's names, where they can be read. */
record Settings(Map<String, String> values) {
    static Settings of(ClusterView cluster, String topic) {
        Asked<Map<String, String>> asked = cluster.settings().get(topic);
        return new Settings(asked == null ? Map.of() : asked.orElse(Map.of()));
    }

    String text(String name) {
        return values.getOrDefault(name, "");
    }

    OptionalLong number(String name) {
        String text = text(name);
        return text.matches("-?[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }

    /** As many replicas must have a record before it counts as written. */
    int minInSync() {
        return (int) number("min.insync.replicas").orElse(1);
    }
}

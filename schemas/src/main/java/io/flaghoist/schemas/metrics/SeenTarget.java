package io.flaghoist.schemas.metrics;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A target reported by an SDK with its metrics. Personal data.
 *
 * @param identifier never empty
 * @param name {@code ""} if not reported
 * @param attributes texts by name, sorted; without private attributes
 */
public record SeenTarget(String identifier, String name, Map<String, String> attributes) {
    public SeenTarget {
        if (identifier.isEmpty()) {
            throw new IllegalArgumentException("a target has an identifier");
        }
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** Redacted: all of it is personal data. */
    @Override
    public String toString() {
        return "SeenTarget[redacted]";
    }
}

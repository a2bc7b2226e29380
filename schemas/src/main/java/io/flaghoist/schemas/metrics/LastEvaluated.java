package io.flaghoist.schemas.metrics;

import io.flaghoist.schemas.EnvironmentId;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The last evaluation of a flag, to find unused flags: one record of the last-evaluated topic.
 *
 * @param feature the flag's identifier as reported by SDKs; never empty
 * @param windowEnd end of the last window with evaluations of it, epoch milliseconds
 * @param lastDayByVariation evaluations in the 24 hours before {@code windowEnd}, by variation,
 *     sorted
 */
public record LastEvaluated(
        EnvironmentId environment,
        String feature,
        long windowEnd,
        Map<String, Long> lastDayByVariation) {
    public LastEvaluated {
        if (feature.isEmpty()) {
            throw new IllegalArgumentException("a flag has an identifier");
        }
        lastDayByVariation = Collections.unmodifiableMap(new TreeMap<>(lastDayByVariation));
    }
}

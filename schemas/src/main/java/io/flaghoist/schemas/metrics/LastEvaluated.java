package io.flaghoist.schemas.metrics;

import io.flaghoist.schemas.EnvironmentId;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * When a flag was evaluated last: one record of the last-evaluated topic, by which dead flags are
 * found.
 *
 * @param feature the flag's identifier as SDKs report it; never empty
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

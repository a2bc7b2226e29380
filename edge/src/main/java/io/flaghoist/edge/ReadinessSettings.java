package io.flaghoist.edge;

import io.dropwizard.util.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When {@code /ready} says yes.
 *
 * @param kafkaTimeout how long after the start Kafka may take to answer for the first time before
 *     the edge serves what its disk had; default 2 s
 * @param maxWait how long after the start the edge waits at most to catch up; default 30 s
 * @param maxStaleness an edge with an environment that is staler than this is not ready; default 0
 *     s, for never
 */
public record ReadinessSettings(Duration kafkaTimeout, Duration maxWait, Duration maxStaleness) {

    public ReadinessSettings(
            @Nullable Duration kafkaTimeout,
            @Nullable Duration maxWait,
            @Nullable Duration maxStaleness) {
        this.kafkaTimeout = Objects.requireNonNullElse(kafkaTimeout, Duration.seconds(2));
        this.maxWait = Objects.requireNonNullElse(maxWait, Duration.seconds(30));
        this.maxStaleness = Objects.requireNonNullElse(maxStaleness, Duration.seconds(0));
    }

    public static ReadinessSettings defaults() {
        return new ReadinessSettings(null, null, null);
    }

    /** The greatest age with which the edge is ready; empty for any. */
    public Optional<java.time.Duration> staleness() {
        return Optional.of(maxStaleness.toJavaDuration()).filter(java.time.Duration::isPositive);
    }
}

package io.flaghoist.edge;

import io.dropwizard.util.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settings of {@code /ready}.
 *
 * @param kafkaTimeout how long after the start to wait for Kafka's first answer before serving
 *     snapshots; default 2 s
 * @param maxWait maximum time after the start to catch up; default 30 s
 * @param maxStaleness age of an environment above which the edge is not ready; default 0 s, for
 *     unlimited
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

    /** Maximum age of a ready edge; empty for unlimited. */
    public Optional<java.time.Duration> staleness() {
        return Optional.of(maxStaleness.toJavaDuration()).filter(java.time.Duration::isPositive);
    }
}

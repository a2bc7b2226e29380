package io.flaghoist.ingest.metrics;

import io.flaghoist.schemas.EnvironmentId;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** Ages of heartbeats and proofs, computed at each scrape. */
public final class OwnerMetrics {
    /**
     * The owner's view of one environment.
     *
     * @param heartbeatAge since the last committed heartbeat; empty before the first
     * @param proofAge since the log was known to hold all that upstream said; empty while it never
     *     was
     */
    public record OfEnvironment(
            EnvironmentId environment,
            Optional<Duration> heartbeatAge,
            Optional<Duration> proofAge) {}

    private OwnerMetrics() {}

    public static void register(
            PrometheusRegistry registry,
            Supplier<List<OfEnvironment>> environments,
            BooleanSupplier canWrite,
            Supplier<Integer> problems) {
        age(
                registry,
                "heartbeat_age_seconds",
                "Since the last committed heartbeat; +Inf before the first.",
                environments,
                OfEnvironment::heartbeatAge);
        age(
                registry,
                "proof_age_seconds",
                "Since the log was last known to hold all that upstream had said; +Inf while it never was.",
                environments,
                OfEnvironment::proofAge);
        GaugeWithCallback.builder()
                .name("flaghoist_ingest_can_write")
                .help("1 while all shards with environments can be written to, else 0.")
                .callback(gauge -> gauge.call(canWrite.getAsBoolean() ? 1 : 0))
                .register(registry);
        GaugeWithCallback.builder()
                .name("flaghoist_ingest_problems")
                .help("Problems that health names, of environments and of this process.")
                .callback(gauge -> gauge.call(problems.get()))
                .register(registry);
    }

    private static void age(
            PrometheusRegistry registry,
            String name,
            String help,
            Supplier<List<OfEnvironment>> environments,
            Function<OfEnvironment, Optional<Duration>> age) {
        GaugeWithCallback.builder()
                .name("flaghoist_ingest_" + name)
                .help(help)
                .labelNames("environment")
                .callback(gauge ->
                        environments
                                .get()
                                .forEach(of ->
                                        gauge.call(
                                                age.apply(of)
                                                        .map(OwnerMetrics::seconds)
                                                        .orElse(Double.POSITIVE_INFINITY),
                                                of.environment().value())))
                .register(registry);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}

package io.flaghoist.edge.metrics;

import io.flaghoist.follower.FollowerView;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.metrics.Meters;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** The edge's own registry of metrics; README.md lists what is in it. Thread-safe. */
public final class EdgeMeters {
    /** The media type of {@link #text()}. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final long startNanos = System.nanoTime();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Meters meters = new Meters(registry);
    private final EvaluationMeters evaluations = new EvaluationMeters(meters);
    private final JsonMeters json = new JsonMeters(meters);

    public EvaluationMeters evaluations() {
        return evaluations;
    }

    public JsonMeters json() {
        return json;
    }

    /** The registry that all metrics are in. */
    public PrometheusRegistry registry() {
        return registry;
    }

    /** Registers further metrics. */
    public Meters meters() {
        return meters;
    }

    /**
     * Exports the state of {@code follower}.
     *
     * @param isStale whether an environment is stale; a retired one is not
     */
    public void follower(FollowerView follower, Predicate<EnvironmentId> isStale) {
        perEnvironment(
                follower,
                "flaghoist_edge_revision",
                "Revision applied, by environment",
                of -> (double) of.position().revision());
        perEnvironment(
                follower,
                "flaghoist_edge_behind_records",
                "Offsets between the last applied record and the end of the log, by environment",
                of -> (double) of.behind());
        perEnvironment(
                follower,
                "flaghoist_edge_freshness_seconds",
                "Maximum age of the data that is served, by environment; +Inf if unproven",
                of ->
                        follower.freshness(of.environment())
                                .age()
                                .map(age -> age.toMillis() / 1e3)
                                .orElse(Double.POSITIVE_INFINITY));
        perEnvironment(
                follower,
                "flaghoist_edge_stale",
                "1 if the environment is stale or unproven, else 0",
                of -> isStale.test(of.environment()) ? 1 : 0);
        perEnvironment(
                follower,
                "flaghoist_edge_owner_revision",
                "Revision in the owner's newest heartbeat, by environment; 0 before the first",
                of -> (double) follower.freshness(of.environment()).ownerRevision());
        meters.counter(
                "flaghoist_edge_quarantined_records",
                "Records of the log that could not be read",
                follower::quarantinedCount);
        meters.counter(
                "flaghoist_edge_listener_failures",
                "Changes that a component of the edge failed to process; they are delivered again",
                follower::listenerFailures);
        GaugeWithCallback.builder()
                .name("flaghoist_edge_snapshot_age_seconds")
                .help(
                        "Time since the snapshots on disk were last up to date; since the start if never")
                .callback(callback ->
                        callback.call(
                                follower.snapshotAge()
                                                .orElseGet(() ->
                                                        Duration.ofNanos(
                                                                System.nanoTime() - startNanos))
                                                .toMillis()
                                        / 1e3))
                .register(registry);
    }

    private void perEnvironment(
            FollowerView follower,
            String name,
            String help,
            ToDoubleFunction<FollowerView.OfEnvironment> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("environment")
                .callback(callback ->
                        follower.environments()
                                .forEach(of ->
                                        callback.call(
                                                value.applyAsDouble(of), of.environment().value())))
                .register(registry);
    }

    /** Everything, in the Prometheus text format. */
    public byte[] text() {
        var out = new ByteArrayOutputStream(16 * 1024);
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toByteArray();
    }
}

package io.flaghoist.edge.metrics;

import io.flaghoist.follower.FollowerView;
import io.flaghoist.schemas.EnvironmentId;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** The edge's own registry of metrics; README.md lists what is in it. Thread-safe. */
public final class EdgeMeters {
    /** What {@link #text()} is. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final long startNanos = System.nanoTime();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final HttpMeters http = new HttpMeters(registry);
    private final StreamMeters streams = new StreamMeters(registry);
    private final EvaluationMeters evaluations = new EvaluationMeters(registry);
    private final TargetMeters targets = new TargetMeters(registry);
    private final UnknownKeyMeters unknownKeys = new UnknownKeyMeters(registry);
    private final UsageMeters usage = new UsageMeters(registry);
    private final JsonMeters json = new JsonMeters(registry);

    public HttpMeters http() {
        return http;
    }

    public StreamMeters streams() {
        return streams;
    }

    public EvaluationMeters evaluations() {
        return evaluations;
    }

    public TargetMeters targets() {
        return targets;
    }

    public UnknownKeyMeters unknownKeys() {
        return unknownKeys;
    }

    public UsageMeters usage() {
        return usage;
    }

    public JsonMeters json() {
        return json;
    }

    /** The registry, for whoever checks what is in it. */
    public PrometheusRegistry registry() {
        return registry;
    }

    /** Shows a number that somebody else keeps. */
    public void gauge(String name, String help, LongSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call((double) value.getAsLong()))
                .register(registry);
    }

    /** Shows a number that somebody else keeps and that only grows. */
    public void counter(String name, String help, LongSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call((double) value.getAsLong()))
                .register(registry);
    }

    /** Shows a time that only grows. */
    public void seconds(String name, String help, LongSupplier nanos) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(nanos.getAsLong() / 1e9))
                .register(registry);
    }

    /**
     * Shows how well {@code follower} knows the log.
     *
     * @param isStale whether an environment is stale; one that is no more is not
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
                "Offsets between what was applied and the end of the log, by environment",
                of -> (double) of.behind());
        perEnvironment(
                follower,
                "flaghoist_edge_freshness_seconds",
                "How old what is served may be, by environment; +Inf where nothing proves anything",
                of ->
                        follower.freshness(of.environment())
                                .age()
                                .map(age -> age.toMillis() / 1e3)
                                .orElse(Double.POSITIVE_INFINITY));
        perEnvironment(
                follower,
                "flaghoist_edge_stale",
                "Whether an environment is stale or unproven: 1 or 0",
                of -> isStale.test(of.environment()) ? 1 : 0);
        perEnvironment(
                follower,
                "flaghoist_edge_owner_revision",
                "Revision that the owner was last heard to hold, by environment; 0 when it never was",
                of -> (double) follower.freshness(of.environment()).ownerRevision());
        CounterWithCallback.builder()
                .name("flaghoist_edge_quarantined_records")
                .help("Records of the log that could not be read")
                .callback(callback -> callback.call((double) follower.quarantinedCount()))
                .register(registry);
        CounterWithCallback.builder()
                .name("flaghoist_edge_listener_failures")
                .help("Times that a part of the edge failed to take in a change; it is told again")
                .callback(callback -> callback.call((double) follower.listenerFailures()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("flaghoist_edge_snapshot_age_seconds")
                .help(
                        "How long ago the snapshots on disk were as they should be; since the start where they never were")
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

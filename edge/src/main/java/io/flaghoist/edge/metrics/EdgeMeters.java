package io.flaghoist.edge.metrics;

import io.flaghoist.follower.FollowerView;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongSupplier;

/** The edge's own registry of metrics; README.md lists what is in it. Thread-safe. */
public final class EdgeMeters {
    /** What {@link #text()} is. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final HttpMeters http = new HttpMeters(registry);
    private final StreamMeters streams = new StreamMeters(registry);

    public HttpMeters http() {
        return http;
    }

    public StreamMeters streams() {
        return streams;
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
                .callback(callback -> callback.call(value.getAsLong()))
                .register(registry);
    }

    /** Shows how well {@code follower} knows the log. */
    public void follower(FollowerView follower) {
        GaugeWithCallback.builder()
                .name("flaghoist_edge_revision")
                .help("Revision applied, by environment")
                .labelNames("environment")
                .callback(callback ->
                        follower.environments()
                                .forEach(of ->
                                        callback.call(
                                                of.position().revision(),
                                                of.environment().value())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("flaghoist_edge_behind_records")
                .help("Offsets between what was applied and the end of the log, by environment")
                .labelNames("environment")
                .callback(callback ->
                        follower.environments()
                                .forEach(
                                        of -> callback.call(of.behind(), of.environment().value())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("flaghoist_edge_freshness_seconds")
                .help("How long ago this edge held all that upstream had said, by environment")
                .labelNames("environment")
                .callback(callback ->
                        follower.environments()
                                .forEach(of ->
                                        of.freshness()
                                                .ifPresent(age ->
                                                        callback.call(
                                                                age.toMillis() / 1e3,
                                                                of.environment().value()))))
                .register(registry);
        CounterWithCallback.builder()
                .name("flaghoist_edge_quarantined_records_total")
                .help("Records of the log that could not be read")
                .callback(callback -> callback.call(follower.quarantinedCount()))
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

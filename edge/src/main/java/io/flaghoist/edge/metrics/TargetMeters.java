package io.flaghoist.edge.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** For whom flags were evaluated. Thread-safe. */
public final class TargetMeters {
    private final Counter found;
    private final Counter headersIgnored;

    TargetMeters(PrometheusRegistry registry) {
        found =
                Counter.builder()
                        .name("flaghoist_edge_targets_found")
                        .help("Targets of evaluations, by where they came from")
                        .labelNames("source")
                        .register(registry);
        headersIgnored =
                Counter.builder()
                        .name("flaghoist_edge_target_headers_ignored")
                        .help("Harness-Target headers that could not be read, by reason")
                        .labelNames("reason")
                        .register(registry);
    }

    /**
     * A target was found.
     *
     * @param source {@code header}, {@code token}, {@code stored} or {@code bare}
     */
    public void found(String source) {
        found.labelValues(source).inc();
    }

    public void headerIgnored(String reason) {
        headersIgnored.labelValues(reason).inc();
    }
}

package io.flaghoist.aggregator.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Who is not let in at the admin port; the table in the module's README says more. Thread-safe. */
public final class AdminMetrics {
    private final Counter refused;

    public AdminMetrics(PrometheusRegistry registry) {
        this.refused =
                Counter.builder()
                        .name("flaghoist_aggregator_admin_refused")
                        .help("Requests to the admin port that were not answered.")
                        .labelNames("reason")
                        .register(registry);
    }

    public void refused(String reason) {
        refused.labelValues(reason).inc();
    }
}

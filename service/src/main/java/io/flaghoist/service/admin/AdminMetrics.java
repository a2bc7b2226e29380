package io.flaghoist.service.admin;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Requests that the admin port refused. Thread-safe. */
public final class AdminMetrics {
    private final Counter refused;

    /**
     * @param service as it stands in the metric's name: {@code ingest}
     */
    public AdminMetrics(PrometheusRegistry registry, String service) {
        this.refused =
                Counter.builder()
                        .name("flaghoist_%s_admin_refused".formatted(service))
                        .help("Requests to the admin port that were not answered.")
                        .labelNames("reason")
                        .register(registry);
        for (Refusal reason : Refusal.values()) {
            refused.initLabelValues(reason.word());
        }
    }

    public void refused(Refusal refusal) {
        refused.labelValues(refusal.word()).inc();
    }
}

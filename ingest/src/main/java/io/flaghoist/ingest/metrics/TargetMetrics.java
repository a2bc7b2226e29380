package io.flaghoist.ingest.metrics;

import io.flaghoist.schemas.EnvironmentId;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * The metrics of targets that are polled; the table in the module's README says what each means.
 * Thread-safe.
 */
public final class TargetMetrics {
    private static final String ENVIRONMENT = "environment";

    private final Counter changes;
    private final Counter polls;
    private final Counter refused;
    private final Gauge listed;
    private final Gauge held;

    public TargetMetrics(PrometheusRegistry registry) {
        this.changes =
                Counter.builder()
                        .name("flaghoist_ingest_target_changes")
                        .help("Targets written to their topic.")
                        .labelNames(ENVIRONMENT, "kind")
                        .register(registry);
        this.polls =
                Counter.builder()
                        .name("flaghoist_ingest_target_polls")
                        .help("Reads of all targets.")
                        .labelNames(ENVIRONMENT, "outcome")
                        .register(registry);
        this.refused =
                Counter.builder()
                        .name("flaghoist_ingest_targets_refused")
                        .help("Targets that cannot be published.")
                        .labelNames(ENVIRONMENT)
                        .register(registry);
        this.listed =
                Gauge.builder()
                        .name("flaghoist_ingest_targets_listed")
                        .help("Targets of the admin service on the topic.")
                        .labelNames(ENVIRONMENT)
                        .register(registry);
        this.held =
                Gauge.builder()
                        .name("flaghoist_ingest_targets_held")
                        .help("Removals that are not believed yet.")
                        .labelNames(ENVIRONMENT)
                        .register(registry);
    }

    /**
     * So many were written.
     *
     * @param kind {@code saved} or {@code removed}
     */
    public void changes(EnvironmentId environment, String kind, int count) {
        changes.labelValues(environment.value(), kind).inc(count);
    }

    /**
     * A poll ended.
     *
     * @param outcome {@code compared} or {@code failed}
     */
    public void poll(EnvironmentId environment, String outcome) {
        polls.labelValues(environment.value(), outcome).inc();
    }

    public void refused(EnvironmentId environment) {
        refused.labelValues(environment.value()).inc();
    }

    /** Where the environment stands. */
    public void stand(EnvironmentId environment, int listedTargets, int heldRemovals) {
        listed.labelValues(environment.value()).set(listedTargets);
        held.labelValues(environment.value()).set(heldRemovals);
    }
}

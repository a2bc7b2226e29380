package io.flaghoist.ingest.metrics;

import io.flaghoist.schemas.EnvironmentId;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * The metrics of registration upstream; the table in the module's README says what each means.
 * Thread-safe.
 */
public final class RegistrationMetrics {
    private static final String ENVIRONMENT = "environment";
    private static final String START = "flaghoist_ingest_registration";

    private final Counter received;
    private final Counter registered;
    private final Counter duplicates;
    private final Counter rejected;
    private final Counter retries;
    private final Gauge pending;
    private final Gauge oldest;
    private final Gauge unread;

    public RegistrationMetrics(PrometheusRegistry registry) {
        this.received =
                counter(registry, "s_received", "Records of the environment that were read.");
        this.registered = counter(registry, "s_registered", "Targets that upstream accepted.");
        this.duplicates =
                counter(registry, "s_duplicates", "Contents that were registered before.");
        this.rejected =
                Counter.builder()
                        .name(START + "s_rejected")
                        .help("Records that can never be registered.")
                        .labelNames(ENVIRONMENT, "reason")
                        .register(registry);
        this.retries = counter(registry, "_retries", "Tries that upstream did not accept yet.");
        this.pending =
                gauge(registry, "s_pending", "Records that were read and wait for upstream.");
        this.oldest =
                gauge(
                        registry,
                        "_oldest_pending_seconds",
                        "Since when the oldest of them is on the topic.");
        this.unread =
                gauge(
                        registry,
                        "s_unread",
                        "Records of the topic, of all environments, that were not read yet.");
    }

    public void received(EnvironmentId environment) {
        received.labelValues(environment.value()).inc();
    }

    public void registered(EnvironmentId environment) {
        registered.labelValues(environment.value()).inc();
    }

    public void duplicate(EnvironmentId environment) {
        duplicates.labelValues(environment.value()).inc();
    }

    /**
     * One more that can never be registered.
     *
     * @param reason {@code unreadable}, {@code refused} or {@code expired}
     */
    public void rejected(EnvironmentId environment, String reason) {
        rejected.labelValues(environment.value(), reason).inc();
    }

    public void retry(EnvironmentId environment) {
        retries.labelValues(environment.value()).inc();
    }

    /** The environment's registrations that wait for upstream. */
    public void queue(
            EnvironmentId environment, int waiting, double oldestSeconds, long unreadRecords) {
        pending.labelValues(environment.value()).set(waiting);
        oldest.labelValues(environment.value()).set(oldestSeconds);
        unread.labelValues(environment.value()).set((double) unreadRecords);
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help) {
        return Counter.builder()
                .name(START + name)
                .help(help)
                .labelNames(ENVIRONMENT)
                .register(registry);
    }

    private static Gauge gauge(PrometheusRegistry registry, String name, String help) {
        return Gauge.builder()
                .name(START + name)
                .help(help)
                .labelNames(ENVIRONMENT)
                .register(registry);
    }
}

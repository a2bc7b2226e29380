package io.flaghoist.aggregator.metrics;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.MetricsBatch;
import io.flaghoist.schemas.metrics.MetricsGroup;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The aggregator's metrics; the table in the module's README says what each means and how they add
 * up. Thread-safe.
 */
public final class AggregatorMetrics {
    /** Environments that have series of their own; what is beyond counts as {@link #OTHER}. */
    static final int MAX_ENVIRONMENTS = 1_000;

    static final String OTHER = "other";
    private static final String ENVIRONMENT = "environment";
    private static final String START = "flaghoist_aggregator_";

    private final PrometheusRegistry registry;
    private final Set<String> environments = ConcurrentHashMap.newKeySet();

    /** Those that have a series per environment; each starts at 0 when the environment is known. */
    private final List<Counter> counters = new ArrayList<>();

    private final Counter groups;
    private final Counter usages;
    private final Counter received;
    private final Counter duplicateGroups;
    private final Counter duplicates;
    private final Counter beyondMemory;
    private final Counter merged;
    private final Counter earlyCloses;
    private final Counter batches;
    private final Counter batched;
    private final Counter lastEvaluatedOverflow;
    private final Counter unreadable;
    private final Counter posted;
    private final Counter rejected;
    private final Counter dropped;
    private final Counter retries;
    private final Counter forwarded;
    private final Gauge windowed;
    private final Gauge pending;
    private final Gauge oldest;
    private final Gauge unread;
    private final Rates rates;

    /** Registers all of them. */
    public AggregatorMetrics(PrometheusRegistry registry, Rates rates) {
        this.registry = registry;
        this.rates = rates;
        this.groups = counter("groups_received", "Groups of edges that were read.");
        this.usages = counter("usages_received", "Usages in them.");
        this.received = counter("evaluations_received", "Evaluations in them.");
        this.duplicateGroups = counter("groups_duplicate", "Groups that were read before.");
        this.duplicates = counter("evaluations_duplicate", "Evaluations in them.");
        this.beyondMemory =
                counter("evaluations_beyond_memory", "Evaluations that may have been read before.");
        this.merged = counter("evaluations_merged", "Evaluations added to windows.");
        this.earlyCloses = counter("early_closes", "Windows that were full before their end.");
        this.batches = counter("batches_written", "Batches written to the outbox.");
        this.batched = counter("evaluations_batched", "Evaluations in them.");
        this.lastEvaluatedOverflow =
                counter("last_evaluated_overflow", "Flags beyond the limit, each window.");
        this.posted = counter("evaluations_posted", "Evaluations that SaaS accepted.");
        this.rejected = counter("evaluations_rejected", "Evaluations that SaaS refused for good.");
        this.dropped = counter("evaluations_dropped", "Evaluations not accepted in time.");
        this.retries = counter("post_retries", "Posts that SaaS did not accept yet.");
        this.unreadable =
                Counter.builder()
                        .name(START + "records_unreadable")
                        .help("Records that were skipped.")
                        .labelNames("topic")
                        .register(registry);
        unreadable.initLabelValues("metrics");
        unreadable.initLabelValues("metrics-batches");
        this.forwarded =
                Counter.builder()
                        .name("ff_proxy_metrics_forwarded")
                        .help("Posts to SaaS, by whether they failed.")
                        .labelNames("envID", "error")
                        .register(registry);
        this.windowed = gauge("evaluations_windowed", "Evaluations in open windows.");
        this.pending = gauge("evaluations_pending", "Evaluations read from the outbox, not done.");
        this.oldest = gauge("oldest_pending_seconds", "Age of the oldest batch of these.");
        this.unread = gauge("batches_unread", "Records of the outbox that were not read yet.");
    }

    public PrometheusRegistry registry() {
        return registry;
    }

    /** The environments seen since the start, sorted; {@value #MAX_ENVIRONMENTS} at most. */
    public List<String> environments() {
        return environments.stream().sorted().toList();
    }

    public void received(MetricsGroup group) {
        String environment = label(group.environment());
        groups.labelValues(environment).inc();
        usages.labelValues(environment).inc(group.usages().size());
        received.labelValues(environment).inc((double) group.evaluations());
        rates.arrived(group.evaluations());
    }

    public void duplicate(MetricsGroup group) {
        duplicateGroups.labelValues(label(group.environment())).inc();
        duplicates.labelValues(label(group.environment())).inc((double) group.evaluations());
    }

    /** A group that is merged although its id, had it been read before, would be forgotten. */
    public void beyondMemory(MetricsGroup group) {
        beyondMemory.labelValues(label(group.environment())).inc((double) group.evaluations());
    }

    public void merged(MetricsGroup group) {
        merged.labelValues(label(group.environment())).inc((double) group.evaluations());
    }

    public void closedEarly(EnvironmentId environment) {
        earlyCloses.labelValues(label(environment)).inc();
    }

    public void batched(MetricsBatch batch) {
        batches.labelValues(label(batch.environment())).inc();
        batched.labelValues(label(batch.environment())).inc((double) batch.evaluations());
    }

    /** A flag that is not on the last-evaluated topic because there are too many. */
    public void lastEvaluatedOverflow(EnvironmentId environment) {
        lastEvaluatedOverflow.labelValues(label(environment)).inc();
    }

    /**
     * Counts an unreadable record.
     *
     * @param topic {@code metrics} or {@code metrics-batches}
     */
    public void unreadable(String topic) {
        unreadable.labelValues(topic).inc();
    }

    public void posted(MetricsBatch batch) {
        posted.labelValues(label(batch.environment())).inc((double) batch.evaluations());
        forwarded.labelValues(label(batch.environment()), "false").inc();
        rates.drained(batch.evaluations());
    }

    public void rejected(MetricsBatch batch) {
        rejected.labelValues(label(batch.environment())).inc((double) batch.evaluations());
        forwarded.labelValues(label(batch.environment()), "true").inc();
        rates.drained(batch.evaluations());
    }

    /** A batch that was not accepted before the outbox's retention ended. */
    public void dropped(MetricsBatch batch) {
        dropped.labelValues(label(batch.environment())).inc((double) batch.evaluations());
        rates.drained(batch.evaluations());
    }

    public void retry(EnvironmentId environment) {
        retries.labelValues(label(environment)).inc();
        forwarded.labelValues(label(environment), "true").inc();
    }

    /** What is in the environment's open windows. */
    public void windowed(EnvironmentId environment, long evaluations) {
        windowed.labelValues(label(environment)).set((double) evaluations);
    }

    /** The environment's batches that wait for SaaS. */
    public void queue(
            EnvironmentId environment, long evaluations, double oldestSeconds, long unreadRecords) {
        pending.labelValues(label(environment)).set((double) evaluations);
        oldest.labelValues(label(environment)).set(oldestSeconds);
        unread.labelValues(label(environment)).set((double) unreadRecords);
    }

    private String label(EnvironmentId environment) {
        String id = environment.value();
        if (environments.contains(id)) {
            return id;
        }
        if (environments.size() < MAX_ENVIRONMENTS && environments.add(id)) {
            counters.forEach(counter -> counter.initLabelValues(id));
            forwarded.initLabelValues(id, "false");
            forwarded.initLabelValues(id, "true");
            return id;
        }
        return OTHER;
    }

    private Counter counter(String name, String help) {
        Counter counter =
                Counter.builder()
                        .name(START + name)
                        .help(help)
                        .labelNames(ENVIRONMENT)
                        .register(registry);
        counters.add(counter);
        return counter;
    }

    private Gauge gauge(String name, String help) {
        return Gauge.builder()
                .name(START + name)
                .help(help)
                .labelNames(ENVIRONMENT)
                .register(registry);
    }
}

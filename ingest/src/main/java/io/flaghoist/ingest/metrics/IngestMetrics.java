package io.flaghoist.ingest.metrics;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.metrics.Meters;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.StatefulMetric;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** All metrics of ingest; the table in the module's README describes each. Thread-safe. */
public final class IngestMetrics {
    private static final String PREFIX = "flaghoist_ingest_";

    /**
     * A metric that ingest counts or sets itself: its name without the prefix, in lower case; its
     * help text; its labels. The module's README describes each.
     */
    public enum Metric {
        // Of an environment, for as long as it is owned.
        CHANGES("Changes committed to the log.", Label.ENVIRONMENT, Label.causes()),
        NOTICES(
                "Notices by what they led to.",
                Label.ENVIRONMENT,
                new Label("kind", "understood", "unknown")),
        NOTICES_DROPPED(
                "Notices dropped for a full read, because too many waited.", Label.ENVIRONMENT),
        NOTICES_GIVEN_UP(
                "Notices given up because upstream never had the announced version.",
                Label.ENVIRONMENT),
        FULL_READS(
                "Full reads of upstream.", Label.ENVIRONMENT, Label.outcome("compared", "failed")),
        LIST_READS(
                "Reads of one list of upstream.",
                Label.ENVIRONMENT,
                new Label("list", "flag", "segment", "api-key"),
                Label.outcome("read", "failed")),
        STREAM_ENDS("Ends of upstream streams.", Label.ENVIRONMENT),
        REPAIRS("Documents written again because the log held others, or none.", Label.ENVIRONMENT),
        REVISION(true, "Revision of the last committed change.", Label.ENVIRONMENT),
        REFUSED_DOCUMENTS(true, "Documents that cannot be served.", Label.ENVIRONMENT),
        HELD_CHANGES(true, "Changes that are not believed yet.", Label.ENVIRONMENT),
        HELD_REMOVALS(true, "Documents whose removal waits for a confirmation.", Label.ENVIRONMENT),
        ENVIRONMENT_PROBLEM(
                true,
                "1 while something is wrong; health says what.",
                Label.ENVIRONMENT,
                new Label("area")),
        LAST_FULL_READ_TIMESTAMP_SECONDS(
                true, "When the last full read was in the log, Unix time.", Label.ENVIRONMENT),

        // Of this process.
        TRANSACTIONS(
                "Batches by how their transaction ended.",
                Label.outcome("committed", "aborted", "lost", "fenced")),
        UNREADABLE_RECORDS("Records of the own log that could not be read."),
        UNREADABLE_ORDERS("Records of the control topic that cannot be carried out."),
        TOPIC_FAULTS(true, "Topics of environments that are not as they must be."),

        // Of an environment's targets.
        REGISTRATIONS_RECEIVED("Records of the environment that were read.", Label.ENVIRONMENT),
        REGISTRATIONS_REGISTERED("Targets that upstream accepted.", Label.ENVIRONMENT),
        REGISTRATIONS_DUPLICATES("Contents that were registered before.", Label.ENVIRONMENT),
        REGISTRATIONS_REJECTED(
                "Records that can never be registered.",
                Label.ENVIRONMENT,
                new Label("reason", "refused", "unreadable", "expired")),
        REGISTRATION_RETRIES("Tries that upstream did not accept yet.", Label.ENVIRONMENT),
        REGISTRATIONS_PENDING(
                true, "Records that were read and wait for upstream.", Label.ENVIRONMENT),
        REGISTRATION_OLDEST_PENDING_SECONDS(
                true, "Since when the oldest of them is on the topic.", Label.ENVIRONMENT),
        REGISTRATIONS_UNREAD(
                true,
                "Records of the topic, of all environments, that were not read yet.",
                Label.ENVIRONMENT),
        TARGET_CHANGES(
                "Targets written to their topic.",
                Label.ENVIRONMENT,
                new Label("kind", "saved", "removed")),
        TARGET_POLLS(
                "Reads of all targets.", Label.ENVIRONMENT, Label.outcome("compared", "failed")),
        TARGETS_REFUSED("Targets that cannot be published.", Label.ENVIRONMENT),
        TARGETS_LISTED(true, "Targets of the admin service on the topic.", Label.ENVIRONMENT),
        TARGETS_HELD(true, "Removals that are not believed yet.", Label.ENVIRONMENT);

        private final boolean isGauge;
        private final String help;

        @SuppressWarnings("ImmutableEnumChecker") // List.of() is immutable
        private final List<Label> labels;

        Metric(String help, Label... labels) {
            this(false, help, labels);
        }

        Metric(boolean isGauge, String help, Label... labels) {
            this.isGauge = isGauge;
            this.help = help;
            this.labels = List.of(labels);
        }

        private boolean isOf(Label label) {
            return labels.contains(label);
        }

        private String[] labelNames() {
            return labels.stream().map(Label::name).toArray(String[]::new);
        }

        private String metricName() {
            return PREFIX + name().toLowerCase(Locale.ROOT);
        }
    }

    /** Those that are removed with the ownership of their environment. */
    private static final Set<Metric> OF_OWNED =
            EnumSet.range(Metric.CHANGES, Metric.LAST_FULL_READ_TIMESTAMP_SECONDS);

    private final PrometheusRegistry registry;
    private final Map<Metric, Counter> counters = new EnumMap<>(Metric.class);
    private final Map<Metric, Gauge> gauges = new EnumMap<>(Metric.class);
    private final Histogram noticeSeconds;

    public IngestMetrics(PrometheusRegistry registry) {
        this.registry = registry;
        for (Metric metric : Metric.values()) {
            if (metric.isGauge) {
                gauges.put(
                        metric,
                        Gauge.builder()
                                .name(metric.metricName())
                                .help(metric.help)
                                .labelNames(metric.labelNames())
                                .register(registry));
            } else {
                counters.put(
                        metric,
                        Counter.builder()
                                .name(metric.metricName())
                                .help(metric.help)
                                .labelNames(metric.labelNames())
                                .register(registry));
            }
        }
        createSeries(metric -> !metric.isOf(Label.ENVIRONMENT), Label.ENVIRONMENT);
        noticeSeconds =
                Histogram.builder()
                        .name(PREFIX + "notice_to_commit_seconds")
                        .help("From the arrival of a notice to the commit of its change.")
                        .classicUpperBounds(
                                .002, .004, .006, .008, .01, .02, .04, .08, .15, .3, .6, 1, 5, 15)
                        .register(registry);
    }

    /** Everything, to be scraped. */
    public PrometheusRegistry registry() {
        return registry;
    }

    /** Adds to a counter of this process. */
    public void add(int count, Metric metric, String... labels) {
        Objects.requireNonNull(counters.get(metric)).labelValues(labels).inc(count);
    }

    /** Adds to a counter of an environment; {@code more} are its labels besides the environment. */
    public void add(int count, Metric metric, EnvironmentId environment, String... more) {
        add(count, metric, labels(environment, more));
    }

    /** Counts one event of an environment. */
    public void count(Metric metric, EnvironmentId environment, String... more) {
        add(1, metric, environment, more);
    }

    public void set(Metric metric, double value, String... labels) {
        Objects.requireNonNull(gauges.get(metric)).labelValues(labels).set(value);
    }

    public void set(Metric metric, EnvironmentId environment, double value, String... more) {
        set(metric, value, labels(environment, more));
    }

    private static String[] labels(EnvironmentId environment, String... more) {
        String[] labels = new String[more.length + 1];
        labels[0] = environment.value();
        System.arraycopy(more, 0, labels, 1, more.length);
        return labels;
    }

    public void noticeCommitted(long afterNanos) {
        noticeSeconds.observe(afterNanos / 1e9);
    }

    /** An environment is owned: what is counted of it exists from the beginning, at 0. */
    public void begin(EnvironmentId environment) {
        createSeries(OF_OWNED::contains, new Label(Label.ENVIRONMENT.name(), environment.value()));
        List.of(Metric.REVISION, Metric.REFUSED_DOCUMENTS, Metric.HELD_CHANGES)
                .forEach(metric -> set(metric, environment, 0));
    }

    private void createSeries(Predicate<Metric> which, Label environment) {
        counters.forEach((metric, counter) -> {
            if (which.test(metric)) {
                Label.combinations(metric.labels, environment)
                        .forEach(values -> counter.initLabelValues(values.toArray(String[]::new)));
            }
        });
    }

    /** The environment is not owned any more. */
    public void forget(EnvironmentId environment) {
        for (Metric metric : OF_OWNED) {
            StatefulMetric<?, ?> one = metric.isGauge ? gauges.get(metric) : counters.get(metric);
            Objects.requireNonNull(one)
                    .removeIf(labels -> labels.getFirst().equals(environment.value()));
        }
    }

    /**
     * Exports what is computed at each scrape.
     *
     * @param heartbeatAges since the last committed heartbeat; empty before the first
     * @param proofAges since the log was known to hold all of upstream; empty while it never was
     */
    public void export(
            Supplier<Map<EnvironmentId, Optional<Duration>>> heartbeatAges,
            Supplier<Map<EnvironmentId, Optional<Duration>>> proofAges,
            BooleanSupplier canWrite,
            IntSupplier problems) {
        ages(
                "heartbeat_age_seconds",
                "Since the last committed heartbeat; +Inf before the first.",
                heartbeatAges);
        ages(
                "proof_age_seconds",
                "Since the log was last known to hold all that upstream had said; +Inf while it never was.",
                proofAges);
        var meters = new Meters(registry);
        meters.gauge(
                PREFIX + "can_write",
                "1 while all shards with environments can be written to, else 0.",
                () -> canWrite.getAsBoolean() ? 1 : 0);
        meters.gauge(
                PREFIX + "problems",
                "Problems that health names, of environments and of this process.",
                problems::getAsInt);
    }

    private void ages(
            String name, String help, Supplier<Map<EnvironmentId, Optional<Duration>>> ages) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames("environment")
                .callback(gauge ->
                        ages.get()
                                .forEach((environment, age) ->
                                        gauge.call(
                                                age.map(Duration::toMillis)
                                                        .map(millis -> millis / 1000.0)
                                                        .orElse(Double.POSITIVE_INFINITY),
                                                environment.value())))
                .register(registry);
    }
}

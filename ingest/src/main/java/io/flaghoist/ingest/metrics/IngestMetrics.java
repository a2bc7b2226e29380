package io.flaghoist.ingest.metrics;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.record.Cause;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/** All metrics of ingest; the table in the module's README says what each means. Thread-safe. */
public final class IngestMetrics {
    private static final String ENVIRONMENT = "environment";

    private final PrometheusRegistry registry;
    private final Counter changes;
    private final Counter notices;
    private final Counter noticesDropped;
    private final Counter fullReads;
    private final Counter transactions;
    private final Counter unreadableRecords;
    private final Counter streamEnds;
    private final Counter repairs;
    private final Gauge topicFaults;
    private final Gauge revision;
    private final Gauge refused;
    private final Gauge held;
    private final Gauge heldRemovals;
    private final Gauge problems;
    private final Counter listReads;
    private final Counter unreadableOrders;
    private final Counter noticesGivenUp;
    private final Gauge publishedAt;
    private final Histogram noticeSeconds;

    public IngestMetrics(PrometheusRegistry registry) {
        this.registry = registry;
        this.changes = counter("changes", "Changes committed to the log.", ENVIRONMENT, "cause");
        this.notices = counter("notices", "Notices by what they led to.", ENVIRONMENT, "kind");
        this.noticesDropped =
                counter(
                        "notices_dropped",
                        "Notices given up for a full read, because too many waited.",
                        ENVIRONMENT);
        this.fullReads = counter("full_reads", "Full reads of upstream.", ENVIRONMENT, "outcome");
        this.transactions =
                counter("transactions", "Batches by how their transaction ended.", "outcome");
        this.unreadableRecords =
                counter("unreadable_records", "Records of the own log that could not be read.");
        this.repairs =
                counter(
                        "repairs",
                        "Documents written again because the log held others, or none.",
                        ENVIRONMENT);
        this.topicFaults =
                gauge("topic_faults", "Topics of environments that are not as they must be.");
        this.streamEnds = counter("stream_ends", "Ends of upstream streams.", ENVIRONMENT);
        this.revision = gauge("revision", "Revision of the last committed change.", ENVIRONMENT);
        this.refused = gauge("refused_documents", "Documents that cannot be served.", ENVIRONMENT);
        this.held = gauge("held_changes", "Changes that are not believed yet.", ENVIRONMENT);
        this.heldRemovals =
                gauge(
                        "held_removals",
                        "Documents whose removal waits for a confirmation.",
                        ENVIRONMENT);
        this.problems =
                gauge(
                        "environment_problem",
                        "1 while something is wrong; health says what.",
                        ENVIRONMENT,
                        "area");
        this.listReads =
                counter(
                        "list_reads",
                        "Reads of one list of upstream.",
                        ENVIRONMENT,
                        "list",
                        "outcome");
        this.unreadableOrders =
                counter(
                        "unreadable_orders",
                        "Records of the control topic that cannot be carried out.");
        this.noticesGivenUp =
                counter(
                        "notices_given_up",
                        "Notices given up because upstream never had what it told.",
                        ENVIRONMENT);
        this.publishedAt =
                gauge(
                        "last_full_read_timestamp_seconds",
                        "When the last full read was in the log, Unix time.",
                        ENVIRONMENT);
        this.noticeSeconds =
                Histogram.builder()
                        .name(name("notice_to_commit_seconds"))
                        .help("From the arrival of a notice to the commit of its change.")
                        .classicUpperBounds(
                                .002, .004, .006, .008, .01, .02, .04, .08, .15, .3, .6, 1, 5, 15)
                        .register(registry);
    }

    /** Everything, to be scraped. */
    public PrometheusRegistry registry() {
        return registry;
    }

    public void changes(EnvironmentId environment, Cause cause, int count) {
        changes.labelValues(environment.value(), cause.word()).inc(count);
    }

    public void notice(EnvironmentId environment, String kind) {
        notices.labelValues(environment.value(), kind).inc();
    }

    public void noticesDropped(EnvironmentId environment, int count) {
        noticesDropped.labelValues(environment.value()).inc(count);
    }

    public void fullRead(EnvironmentId environment, String outcome) {
        fullReads.labelValues(environment.value(), outcome).inc();
    }

    public void transaction(String outcome, int batches) {
        transactions.labelValues(outcome).inc(batches);
    }

    public void unreadableRecord() {
        unreadableRecords.inc();
    }

    public void repairs(EnvironmentId environment, int count) {
        repairs.labelValues(environment.value()).inc(count);
    }

    public void topicFaults(int count) {
        topicFaults.set(count);
    }

    /** What is counted of an environment is there from its beginning, at 0. */
    public void begin(EnvironmentId environment) {
        repairs.labelValues(environment.value());
        noticesDropped.labelValues(environment.value());
        noticesGivenUp.labelValues(environment.value());
        streamEnds.labelValues(environment.value());
        stand(environment, 0, 0, 0);
    }

    /** The environment is not owned any more. */
    public void forget(EnvironmentId environment) {
        List.of(
                        changes,
                        notices,
                        noticesDropped,
                        noticesGivenUp,
                        fullReads,
                        listReads,
                        streamEnds,
                        repairs,
                        revision,
                        refused,
                        held,
                        heldRemovals,
                        problems,
                        publishedAt)
                .forEach(metric ->
                        metric.removeIf(labels -> labels.getFirst().equals(environment.value())));
    }

    public void streamEnd(EnvironmentId environment) {
        streamEnds.labelValues(environment.value()).inc();
    }

    /** Where the environment stands. */
    public void stand(EnvironmentId environment, long atRevision, int refusedCount, int heldCount) {
        revision.labelValues(environment.value()).set((double) atRevision);
        refused.labelValues(environment.value()).set(refusedCount);
        held.labelValues(environment.value()).set(heldCount);
    }

    public void heldRemovals(EnvironmentId environment, int count) {
        heldRemovals.labelValues(environment.value()).set(count);
    }

    public void problem(EnvironmentId environment, String area, boolean present) {
        problems.labelValues(environment.value(), area).set(present ? 1 : 0);
    }

    public void listRead(EnvironmentId environment, Domain list, String outcome) {
        listReads.labelValues(environment.value(), list.word(), outcome).inc();
    }

    public void unreadableOrder() {
        unreadableOrders.inc();
    }

    public void noticesGivenUp(EnvironmentId environment, int count) {
        noticesGivenUp.labelValues(environment.value()).inc(count);
    }

    public void fullReadInLog(EnvironmentId environment, long atMillis) {
        publishedAt.labelValues(environment.value()).set(atMillis / 1000.0);
    }

    public void noticeCommitted(long afterNanos) {
        noticeSeconds.observe(afterNanos / 1e9);
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(name(name)).help(help).labelNames(labels).register(registry);
    }

    private Gauge gauge(String name, String help, String... labels) {
        return Gauge.builder().name(name(name)).help(help).labelNames(labels).register(registry);
    }

    private static String name(String name) {
        return "flaghoist_ingest_" + name;
    }
}

package io.flaghoist.ingest.metrics;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.record.Cause;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.StatefulMetric;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All metrics of ingest; the table in the module's README says what each means. Thread-safe. */
public final class IngestMetrics {
    private final PrometheusRegistry registry;
    private final List<StatefulMetric<?, ?>> ofEnvironments = new ArrayList<>();
    private final Counter changes;
    private final Counter notices;
    private final Counter noticesDropped;
    private final Counter noticesGivenUp;
    private final Counter fullReads;
    private final Counter listReads;
    private final Counter streamEnds;
    private final Counter repairs;
    private final Gauge revision;
    private final Gauge refused;
    private final Gauge held;
    private final Gauge heldRemovals;
    private final Gauge problems;
    private final Gauge publishedAt;
    private final Counter transactions;
    private final Counter unreadableRecords;
    private final Counter unreadableOrders;
    private final Gauge topicFaults;
    private final Histogram noticeSeconds;

    public IngestMetrics(PrometheusRegistry registry) {
        this.registry = registry;
        changes = ofEnvironment("changes", "Changes committed to the log.", "cause");
        notices = ofEnvironment("notices", "Notices by what they led to.", "kind");
        noticesDropped =
                ofEnvironment(
                        "notices_dropped",
                        "Notices dropped for a full read, because too many waited.");
        noticesGivenUp =
                ofEnvironment(
                        "notices_given_up",
                        "Notices given up because upstream never had the announced version.");
        fullReads = ofEnvironment("full_reads", "Full reads of upstream.", "outcome");
        listReads =
                ofEnvironment("list_reads", "Reads of one list of upstream.", "list", "outcome");
        streamEnds = ofEnvironment("stream_ends", "Ends of upstream streams.");
        repairs =
                ofEnvironment(
                        "repairs", "Documents written again because the log held others, or none.");
        revision = gaugeOfEnvironment("revision", "Revision of the last committed change.");
        refused = gaugeOfEnvironment("refused_documents", "Documents that cannot be served.");
        held = gaugeOfEnvironment("held_changes", "Changes that are not believed yet.");
        heldRemovals =
                gaugeOfEnvironment(
                        "held_removals", "Documents whose removal waits for a confirmation.");
        problems =
                gaugeOfEnvironment(
                        "environment_problem",
                        "1 while something is wrong; health says what.",
                        "area");
        publishedAt =
                gaugeOfEnvironment(
                        "last_full_read_timestamp_seconds",
                        "When the last full read was in the log, Unix time.");
        transactions =
                counter("transactions", "Batches by how their transaction ended.", "outcome");
        unreadableRecords =
                counter("unreadable_records", "Records of the own log that could not be read.");
        unreadableOrders =
                counter(
                        "unreadable_orders",
                        "Records of the control topic that cannot be carried out.");
        topicFaults = gauge("topic_faults", "Topics of environments that are not as they must be.");
        noticeSeconds =
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
        ofEnvironments.forEach(
                metric -> metric.removeIf(labels -> labels.getFirst().equals(environment.value())));
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

    private Counter ofEnvironment(String name, String help, String... more) {
        Counter counter = counter(name, help, environmentAnd(more));
        ofEnvironments.add(counter);
        return counter;
    }

    private Gauge gaugeOfEnvironment(String name, String help, String... more) {
        Gauge gauge = gauge(name, help, environmentAnd(more));
        ofEnvironments.add(gauge);
        return gauge;
    }

    private static String[] environmentAnd(String... more) {
        return Stream.concat(Stream.of("environment"), Stream.of(more)).toArray(String[]::new);
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

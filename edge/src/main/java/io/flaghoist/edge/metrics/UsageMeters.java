package io.flaghoist.edge.metrics;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.UsageKey;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.stream.Stream;

/**
 * Counts metrics of SDKs on their way. Entries received = skipped + merged; groups opened =
 * produced + spooled + lost + open; groups spooled + found = drained + dropped + on disk.
 * Thread-safe.
 */
public final class UsageMeters {
    private final Counter posts;
    private final Counter received;
    private final Counter skipped;
    private final Counter merged;
    private final Counter evaluations;
    private final Counter targets;
    private final Counter opened;
    private final Counter produced;
    private final Counter spooled;
    private final Counter lost;
    private final Counter found;
    private final Counter drained;
    private final Counter dropped;
    private final Counter droppedEvaluations;
    private final Counter cuts;
    private final SdkUsage sdkUsage;

    UsageMeters(PrometheusRegistry registry) {
        posts = counter(registry, "posts", "Posts of metrics, by answer", "answer");
        received = counter(registry, "entries_received", "Entries of posts");
        skipped = counter(registry, "entries_skipped", "Entries not counted, by reason", "reason");
        merged = counter(registry, "entries_merged", "Entries merged into groups");
        evaluations = counter(registry, "evaluations", "Evaluations that merged entries count");
        targets = counter(registry, "targets", "Targets of posts, by outcome", "outcome");
        opened = counter(registry, "groups_opened", "Groups of metrics opened");
        produced = counter(registry, "groups_produced", "Groups sent to Kafka directly");
        spooled = counter(registry, "groups_spooled", "Groups written to disk");
        lost = counter(registry, "groups_lost", "Groups that neither Kafka nor the disk accepted");
        found = counter(registry, "groups_found", "Groups found on disk at the start");
        drained = counter(registry, "groups_drained", "Groups sent from disk to Kafka");
        dropped = counter(registry, "groups_dropped", "Groups dropped from disk", "reason");
        droppedEvaluations =
                counter(registry, "evaluations_dropped", "Evaluations that dropped groups counted");
        cuts = counter(registry, "spool_cuts", "Files on disk with an unreadable end", "kind");
        sdkUsage = new SdkUsage(registry);
        init(posts, "confirmed", "refused", "lost");
        init(skipped, "nameless", "too_long", "count", "text");
        init(targets, "merged", "duplicate", "anonymous", "skipped");
        init(dropped, "full", "too_large", "damaged");
        init(cuts, "torn", "damaged");
    }

    /** They exist from the start, at 0. */
    private static void init(Counter counter, String... values) {
        Stream.of(values).forEach(counter::initLabelValues);
    }

    private static Counter counter(
            PrometheusRegistry registry, String name, String help, String... labels) {
        return Counter.builder()
                .name("flaghoist_edge_usage_" + name)
                .help(help)
                .labelNames(labels)
                .register(registry);
    }

    public void postConfirmed() {
        posts.labelValues("confirmed").inc();
    }

    /** There was no memory for it. */
    public void postRefused() {
        posts.labelValues("refused").inc();
    }

    /** Neither Kafka nor the disk accepted it. */
    public void postLost() {
        posts.labelValues("lost").inc();
    }

    public void received(int entries) {
        received.inc(entries);
    }

    public void skipped(String reason, int entries) {
        skipped.labelValues(reason).inc(entries);
    }

    public void merged(int entries, long counted) {
        merged.inc(entries);
        evaluations.inc(counted);
    }

    public void targets(String outcome, int number) {
        if (number > 0) {
            targets.labelValues(outcome).inc(number);
        }
    }

    public void groupOpened() {
        opened.inc();
    }

    public void groupProduced() {
        produced.inc();
    }

    public void groupsSpooled(int number) {
        spooled.inc(number);
    }

    public void groupLost() {
        lost.inc();
    }

    public void groupsFound(int number) {
        found.inc(number);
    }

    public void groupDrained() {
        drained.inc();
    }

    public void dropped(String reason, int groups, long counted) {
        dropped.labelValues(reason).inc(groups);
        droppedEvaluations.inc(counted);
    }

    public void spoolCut(String kind) {
        cuts.labelValues(kind).inc();
    }

    /** An SDK reported an entry for {@code key}. */
    public void sdkUsage(EnvironmentId environment, UsageKey key) {
        sdkUsage.count(environment, key);
    }
}

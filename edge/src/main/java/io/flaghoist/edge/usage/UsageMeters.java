package io.flaghoist.edge.usage;

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
final class UsageMeters {
    private final Counter posts;
    final Counter received;
    private final Counter skipped;
    private final Counter merged;
    private final Counter evaluations;
    private final Counter targets;
    final Counter opened;
    final Counter produced;
    final Counter spooled;
    final Counter lost;
    final Counter found;
    final Counter drained;
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

    void postConfirmed() {
        posts.labelValues("confirmed").inc();
    }

    /** There was no memory for it. */
    void postRefused() {
        posts.labelValues("refused").inc();
    }

    /** Neither Kafka nor the disk accepted it. */
    void postLost() {
        posts.labelValues("lost").inc();
    }

    void skipped(String reason, int entries) {
        skipped.labelValues(reason).inc(entries);
    }

    void merged(int entries, long counted) {
        merged.inc(entries);
        evaluations.inc(counted);
    }

    void targets(String outcome, int number) {
        if (number > 0) {
            targets.labelValues(outcome).inc(number);
        }
    }

    void dropped(String reason, int groups, long counted) {
        dropped.labelValues(reason).inc(groups);
        droppedEvaluations.inc(counted);
    }

    void spoolCut(String kind) {
        cuts.labelValues(kind).inc();
    }

    /** An SDK reported an entry for {@code key}. */
    void sdkUsage(EnvironmentId environment, UsageKey key) {
        sdkUsage.count(environment, key);
    }
}

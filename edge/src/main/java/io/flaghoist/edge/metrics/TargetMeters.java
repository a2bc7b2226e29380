package io.flaghoist.edge.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * What happens to targets that a token does not carry, and to those that are told on. The law, by
 * topic: seen = the sum of all outcomes and of what waits. Thread-safe.
 */
public final class TargetMeters {
    private final Counter forwarded;
    private final Counter large;
    private final Counter evicted;
    private final Counter lookups;
    private final Counter applied;
    private final Counter unreadable;
    private final Counter expired;
    private final Counter rebuilt;
    private final Counter full;
    private final Counter failures;

    TargetMeters(PrometheusRegistry registry) {
        forwarded =
                counter(
                        registry,
                        "flaghoist_edge_targets_forwarded",
                        "Targets seen on auth, by topic and by what became of them",
                        "topic",
                        "outcome");
        for (String topic : new String[] {"registrations", "targets"}) {
            forwarded.initLabelValues(topic, "sent");
            forwarded.initLabelValues(topic, "failed");
        }
        large =
                counter(
                        registry,
                        "flaghoist_edge_large_targets",
                        "Authentications with a target too large for a token");
        evicted =
                counter(
                        registry,
                        "flaghoist_edge_large_targets_evicted",
                        "Targets too large for a token that memory had no room for any more");
        lookups =
                counter(
                        registry,
                        "flaghoist_edge_target_lookups",
                        "Questions for a stored target, by where it was found",
                        "found");
        applied =
                counter(
                        registry,
                        "flaghoist_edge_target_records_applied",
                        "Records of targets topics written to the store");
        unreadable =
                counter(
                        registry,
                        "flaghoist_edge_target_records_unreadable",
                        "Records of targets topics that could not be read");
        expired =
                counter(
                        registry,
                        "flaghoist_edge_targets_expired",
                        "Stored targets removed because they were older than the retention");
        rebuilt =
                counter(
                        registry,
                        "flaghoist_edge_targets_rebuilt",
                        "Times that stored targets were thrown away to be read anew, by reason",
                        "reason");
        full =
                counter(
                        registry,
                        "flaghoist_edge_targets_store_full",
                        "Times that the store of targets reached its limit and reading stopped");
        failures =
                counter(
                        registry,
                        "flaghoist_edge_targets_store_failures",
                        "Times that the disk refused the store of targets");
    }

    private static Counter counter(
            PrometheusRegistry registry, String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    /** A target that was to go to {@code topic} came to {@code outcome}. */
    public void forwarded(String topic, String outcome) {
        forwarded.labelValues(topic, outcome).inc();
    }

    public void large() {
        large.inc();
    }

    public void evicted() {
        evicted.inc();
    }

    public void lookedUp(String found) {
        lookups.labelValues(found).inc();
    }

    public void applied(int records) {
        applied.inc(records);
    }

    /** Records applied since the start. */
    public long applied() {
        return applied.getLongValue();
    }

    public void unreadable() {
        unreadable.inc();
    }

    /** Records that could not be read since the start. */
    public long unreadableRecords() {
        return unreadable.getLongValue();
    }

    public void expired(int targets) {
        expired.inc(targets);
    }

    public void rebuilt(String reason) {
        rebuilt.labelValues(reason).inc();
    }

    public void full() {
        full.inc();
    }

    public void failed() {
        failures.inc();
    }
}

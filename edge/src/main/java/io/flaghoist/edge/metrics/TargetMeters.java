package io.flaghoist.edge.metrics;

import io.flaghoist.service.metrics.Meters;
import io.prometheus.metrics.core.metrics.Counter;

/**
 * Targets too large for a token, and targets forwarded to topics. Invariant per topic: seen = the
 * sum of all outcomes + queued. Thread-safe.
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

    TargetMeters(Meters meters) {
        forwarded =
                Counter.builder()
                        .name("flaghoist_edge_targets_forwarded")
                        .help("Targets seen on auth, by topic and outcome")
                        .labelNames("topic", "outcome")
                        .register(meters.registry());
        for (String topic : new String[] {"registrations", "targets"}) {
            forwarded.initLabelValues(topic, "sent");
            forwarded.initLabelValues(topic, "failed");
        }
        large =
                meters.counter(
                        "flaghoist_edge_large_targets",
                        "Authentications with a target too large for a token");
        evicted =
                meters.counter(
                        "flaghoist_edge_large_targets_evicted",
                        "Targets too large for a token that were evicted from memory");
        lookups =
                meters.counter(
                        "flaghoist_edge_target_lookups",
                        "Lookups of stored targets, by where the target was found",
                        "found",
                        "memory",
                        "disk",
                        "nowhere",
                        "unreadable");
        applied =
                meters.counter(
                        "flaghoist_edge_target_records_applied",
                        "Records of targets topics written to the store");
        unreadable =
                meters.counter(
                        "flaghoist_edge_target_records_unreadable",
                        "Records of targets topics that could not be read");
        expired =
                meters.counter(
                        "flaghoist_edge_targets_expired",
                        "Stored targets removed because they were older than the retention");
        rebuilt =
                meters.counter(
                        "flaghoist_edge_targets_rebuilt",
                        "Rebuilds of stored targets, by reason",
                        "reason",
                        "damaged",
                        "other_topic",
                        "too_old",
                        "out_of_range");
        full =
                meters.counter(
                        "flaghoist_edge_targets_store_full",
                        "Times that the target store reached its size limit and reading stopped");
        failures =
                meters.counter(
                        "flaghoist_edge_targets_store_failures",
                        "I/O failures of the target store");
    }

    /** Counts what became of a target that was to go to {@code topic}. */
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

package io.flaghoist.edge.target.store;

import io.flaghoist.service.metrics.Meters;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.List;

/**
 * Targets too large for a token, and targets forwarded to topics. Invariant per topic: seen = the
 * sum of all outcomes + queued. Thread-safe.
 */
final class TargetMeters {
    private final Counter forwarded;
    final Counter large;
    final Counter evicted;
    private final Counter lookups;
    final Counter applied;
    final Counter unreadable;
    final Counter expired;
    private final Counter rebuilt;
    final Counter full;
    final Counter failures;

    TargetMeters(Meters meters) {
        forwarded =
                Counter.builder()
                        .name("flaghoist_edge_targets_forwarded")
                        .help("Targets seen on auth, by topic and outcome")
                        .labelNames("topic", "outcome")
                        .register(meters.registry());
        for (String topic : List.of("registrations", "targets")) {
            for (String outcome :
                    List.of("sent", "duplicate", "excluded", "no_room", "no_topic", "failed")) {
                forwarded.initLabelValues(topic, outcome);
            }
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
    void forwarded(String topic, String outcome) {
        forwarded.labelValues(topic, outcome).inc();
    }

    void lookedUp(String found) {
        lookups.labelValues(found).inc();
    }

    void rebuilt(String reason) {
        rebuilt.labelValues(reason).inc();
    }
}

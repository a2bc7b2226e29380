package io.flaghoist.edge.stream;

import io.flaghoist.service.metrics.Meters;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;

/** Streams. Invariant: opened = open + closed, summed over all reasons. Thread-safe. */
final class StreamMeters {
    final Counter opened;
    private final Counter closed;
    private final Counter refused;
    private final Counter events;
    private final Counter bytes;
    private final Histogram fanOut;

    StreamMeters(Meters meters) {
        opened = meters.counter("flaghoist_edge_streams_opened", "Streams opened");
        closed =
                meters.counter(
                        "flaghoist_edge_streams_closed",
                        "Streams closed, by reason",
                        "reason",
                        "gone",
                        "slow",
                        "backlog",
                        "revoked",
                        "draining");
        refused =
                meters.counter(
                        "flaghoist_edge_streams_refused",
                        "Streams refused because a limit was reached, by limit",
                        "limit",
                        "edge",
                        "key",
                        "draining");
        events =
                meters.counter(
                        "flaghoist_edge_stream_events_sent",
                        "Events written to streams, without heartbeats");
        bytes =
                meters.counter(
                        "flaghoist_edge_stream_bytes_sent", "Bytes of events written to streams");
        fanOut =
                Histogram.builder()
                        .name("flaghoist_edge_fan_out_seconds")
                        .help(
                                "From when a change can be read at this edge until every stream of its environment has its events")
                        .classicUpperBounds(.0005, .001, .002, .005, .01, .02, .05, .1, .25, 1, 5)
                        .register(meters.registry());
    }

    void closed(String reason) {
        closed.labelValues(reason).inc();
    }

    void refused(String limit) {
        refused.labelValues(limit).inc();
    }

    void sent(int size) {
        events.inc();
        bytes.inc(size);
    }

    void fannedOut(long afterNanos) {
        fanOut.observe(afterNanos / 1e9);
    }
}

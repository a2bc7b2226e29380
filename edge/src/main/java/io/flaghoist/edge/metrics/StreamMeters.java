package io.flaghoist.edge.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What happens to streams. The law: opened = open + closed, over all reasons. Thread-safe. */
public final class StreamMeters {
    private final Counter opened;
    private final Counter closed;
    private final Counter refused;
    private final Counter events;
    private final Counter bytes;

    StreamMeters(PrometheusRegistry registry) {
        opened =
                Counter.builder()
                        .name("flaghoist_edge_streams_opened")
                        .help("Streams opened")
                        .register(registry);
        closed =
                Counter.builder()
                        .name("flaghoist_edge_streams_closed")
                        .help("Streams closed, by reason")
                        .labelNames("reason")
                        .register(registry);
        refused =
                Counter.builder()
                        .name("flaghoist_edge_streams_refused")
                        .help("Streams not opened because a limit was reached, by limit")
                        .labelNames("limit")
                        .register(registry);
        events =
                Counter.builder()
                        .name("flaghoist_edge_stream_events_sent")
                        .help("Events written to streams, heartbeats apart")
                        .register(registry);
        bytes =
                Counter.builder()
                        .name("flaghoist_edge_stream_bytes_sent")
                        .help("Bytes of events written to streams")
                        .register(registry);
    }

    public void opened() {
        opened.inc();
    }

    public void closed(String reason) {
        closed.labelValues(reason).inc();
    }

    public void refused(String limit) {
        refused.labelValues(limit).inc();
    }

    public void sent(int size) {
        events.inc();
        bytes.inc(size);
    }
}

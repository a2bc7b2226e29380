package io.flaghoist.aggregator.topology;

import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.aggregator.settings.WindowSettings;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.DecodedMetrics;
import io.flaghoist.schemas.metrics.MetricsCodec;
import io.flaghoist.schemas.metrics.MetricsGroup;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards each group of an edge once, by its id: an edge repeats a send whose outcome is unknown.
 * The ids are bounded in age and number; what an edge repeats was sent moments before. A group that
 * may have come before the oldest of them, as when an edge was cut off for a day, passes and is
 * counted: to lose it would be worse.
 */
final class Deduplicate implements Processor<byte[], byte[], EnvironmentId, MetricsGroup> {
    static final String STORE = "groups-seen";

    private static final Logger LOG = LoggerFactory.getLogger(Deduplicate.class);
    private static final Duration PRUNE_INTERVAL = Duration.ofMinutes(1);

    private final WindowSettings settings;
    private final AggregatorMetrics metrics;
    private ProcessorContext<EnvironmentId, MetricsGroup> context;
    private KeyValueStore<Bytes, byte[]> seen;
    private boolean unreadableLogged;
    private long forgottenUntil; // arrival of the youngest id that was forgotten; epoch millis

    private record Id(Bytes key, long arrivedAt) {}

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    Deduplicate(WindowSettings settings, AggregatorMetrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<EnvironmentId, MetricsGroup> context) {
        this.context = context;
        this.seen = context.getStateStore(STORE);
        var _ = context.schedule(PRUNE_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::prune);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        switch (MetricsCodec.decodeGroup(
                KafkaRecords.read(record.key(), record.value(), record.headers()))) {
            case DecodedMetrics.Understood<MetricsGroup>(var group) -> pass(record, group);
            case DecodedMetrics.Unreadable<MetricsGroup>(var reason) -> quarantine(reason);
        }
    }

    private void pass(Record<byte[], byte[]> record, MetricsGroup group) {
        metrics.received(group);
        byte[] now = ByteBuffer.allocate(Long.BYTES).putLong(context.currentSystemTimeMs()).array();
        Bytes id = Bytes.wrap(group.id().getBytes(StandardCharsets.UTF_8));
        if (seen.putIfAbsent(id, now) == null) {
            if (group.to() <= forgottenUntil) {
                metrics.beyondMemory(group);
            }
            context.forward(new Record<>(group.environment(), group, record.timestamp()));
        } else {
            metrics.duplicate(group);
        }
    }

    private void quarantine(String reason) {
        metrics.unreadable("metrics");
        if (!unreadableLogged) {
            unreadableLogged = true;
            String place =
                    context.recordMetadata()
                            .map(at -> at.topic() + "-" + at.partition() + "@" + at.offset())
                            .orElse("a record");
            LOG.warn("Skipped {}: {}. Others like it are only counted.", place, reason);
        }
    }

    private void prune(long now) {
        List<Id> ids = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = seen.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> next = all.next();
                ids.add(new Id(next.key, ByteBuffer.wrap(next.value).getLong()));
            }
        }
        ids.sort(Comparator.comparingLong(Id::arrivedAt));
        long expired = now - settings.rememberGroupsFor().toMilliseconds();
        int surplus = Math.max(0, ids.size() - settings.rememberGroups());
        for (int i = 0; i < ids.size() && (i < surplus || ids.get(i).arrivedAt() < expired); i++) {
            var _ = seen.delete(ids.get(i).key());
            forgottenUntil = Math.max(forgottenUntil, ids.get(i).arrivedAt());
        }
    }
}

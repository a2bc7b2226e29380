package io.flaghoist.follower;

import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.DecodedHeartbeat;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatCodec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the freshness topic, starting 30 s before the present. Confined to the follower's thread,
 * unless stated otherwise.
 */
final class HeartbeatReader {
    private static final int MAX_REMEMBERED = 10_000;

    private final Quarantine quarantine;
    private final ClockSkew skew;
    private final Map<TopicPartition, PartitionPosition> places = new ConcurrentHashMap<>();
    private final Map<EnvironmentId, ReceivedHeartbeat> heard = new BoundedMap<>(MAX_REMEMBERED);

    /** The read position in one partition. */
    private static final class PartitionPosition {
        private final long liveFrom;
        private long offset;
        private @Nullable Moment emptyAt;

        PartitionPosition(long start, long end) {
            this.offset = start;
            this.liveFrom = end;
        }
    }

    HeartbeatReader(Quarantine quarantine, ClockSkew skew) {
        this.quarantine = quarantine;
        this.skew = skew;
    }

    /** Whether a start offset is missing for a partition. For any thread. */
    boolean knowsNot(Set<TopicPartition> partitions) {
        return !places.keySet().containsAll(partitions);
    }

    /**
     * Updates the set of partitions.
     *
     * @return whether the set of partitions to read has changed
     */
    boolean adopt(LogMetadata view) {
        boolean changed = places.keySet().retainAll(view.freshness().keySet());
        for (Map.Entry<TopicPartition, LogMetadata.Beats> entry : view.freshness().entrySet()) {
            LogMetadata.Beats beats = entry.getValue();
            PartitionPosition place = places.get(entry.getKey());
            if (place == null && beats.start().isPresent()) {
                places.put(
                        entry.getKey(),
                        new PartitionPosition(beats.start().getAsLong(), beats.end()));
                changed = true;
            } else if (place != null && place.offset >= beats.end()) {
                place.emptyAt = view.began();
            }
        }
        return changed;
    }

    /** The offset is gone; the start offset is looked up again. */
    void lose(TopicPartition partition) {
        places.remove(partition);
    }

    /** Whether all records from before the start of reading were read. */
    boolean isPast(Set<TopicPartition> partitions) {
        return places.keySet().containsAll(partitions)
                && places.values().stream().allMatch(place -> place.offset >= place.liveFrom);
    }

    /** Adds the offsets to read from. */
    void placesInto(Map<TopicPartition, Long> positions) {
        places.forEach((partition, place) -> positions.put(partition, place.offset));
    }

    boolean reads(TopicPartition partition) {
        return places.containsKey(partition);
    }

    /** The last record of an environment, for one that is added later. */
    @Nullable ReceivedHeartbeat latest(EnvironmentId environment) {
        return heard.get(environment);
    }

    void take(
            TopicPartition partition,
            List<ConsumerRecord<byte[], byte[]>> records,
            long nextOffset,
            Moment arrival,
            BiConsumer<EnvironmentId, ReceivedHeartbeat> listener) {
        PartitionPosition place = places.get(partition);
        if (place == null) {
            return;
        }
        for (ConsumerRecord<byte[], byte[]> record : records) {
            switch (HeartbeatCodec.decode(KafkaRecords.read(record))) {
                case DecodedHeartbeat.Understood(var said) ->
                        take(said, record, place, arrival, listener);
                case DecodedHeartbeat.Unreadable(var reason) ->
                        quarantine.add(record.topic(), record.partition(), record.offset(), reason);
            }
        }
        place.offset = nextOffset;
    }

    private void take(
            Heartbeat said,
            ConsumerRecord<byte[], byte[]> record,
            PartitionPosition place,
            Moment arrival,
            BiConsumer<EnvironmentId, ReceivedHeartbeat> listener) {
        boolean isLive = record.offset() >= place.liveFrom;
        long shift =
                skew.of(
                        said,
                        record.timestamp(),
                        record.timestampType() == TimestampType.LOG_APPEND_TIME,
                        arrival,
                        isLive ? place.emptyAt : null);
        ReceivedHeartbeat one = ReceivedHeartbeat.of(said, arrival, isLive, shift);
        heard.put(said.environment(), one);
        listener.accept(said.environment(), one);
    }
}

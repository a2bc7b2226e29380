package io.flaghoist.follower;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.log.TopicExtent;
import io.flaghoist.schemas.record.IngestStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the status of ingests whether they have published all of their environments; it proves
 * nothing else. Confined to the follower's thread, unless stated otherwise.
 */
final class StatusReader {
    /** A status older than this is ignored. */
    private static final long LIVING_MILLIS = 30_000;

    private final TopicPartition partition;
    private final Quarantine quarantine;
    private final Map<String, Moment> unsettled = new ConcurrentHashMap<>();
    private @Nullable String topicId;
    private long offset;
    private long liveFrom;

    StatusReader(TopicPartition partition, Quarantine quarantine) {
        this.partition = partition;
        this.quarantine = quarantine;
    }

    TopicPartition partition() {
        return partition;
    }

    /**
     * Registers the topic. Records behind its current end are live.
     *
     * @return whether reading starts now
     */
    boolean adopt(TopicExtent extent) {
        if (extent.topicId().equals(topicId)) {
            return false;
        }
        topicId = extent.topicId();
        offset = extent.begin();
        liveFrom = extent.end();
        return true;
    }

    /** The offset is gone; the topic is read from its beginning. */
    void lose() {
        topicId = null;
    }

    boolean isPlaced() {
        return topicId != null;
    }

    long offset() {
        return offset;
    }

    /** Whether a living ingest has not yet published one of its environments. For any thread. */
    boolean anyUnsettled(Moment now) {
        return unsettled.values().stream().anyMatch(heard -> isLiving(heard, now));
    }

    private static boolean isLiving(Moment heard, Moment now) {
        return now.millisSince(heard) <= LIVING_MILLIS;
    }

    void take(List<ConsumerRecord<byte[], byte[]>> records, long nextOffset, Moment arrival) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.key() != null
                    && record.value() != null
                    && IngestStatus.isKey(record.key())) {
                take(record, arrival);
            }
        }
        offset = nextOffset;
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Moment arrival) {
        try {
            IngestStatus status = IngestStatus.decode(record.value());
            boolean isLive = record.offset() >= liveFrom;
            unsettled.values().removeIf(heard -> !isLiving(heard, arrival));
            if (status.unsettled() > 0) {
                unsettled.put(status.node(), heardAt(record, isLive, arrival));
            } else {
                unsettled.remove(status.node());
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            quarantine.add(
                    record.topic(), record.partition(), record.offset(), "it is no ingest status");
        }
    }

    /** When a record was written: for one from before the start, its own timestamp. */
    private static Moment heardAt(
            ConsumerRecord<byte[], byte[]> record, boolean isLive, Moment arrival) {
        if (isLive) {
            return arrival;
        }
        long age = Math.max(0, arrival.wallMillis() - record.timestamp());
        return new Moment(arrival.nanos() - age * 1_000_000, arrival.wallMillis() - age);
    }
}

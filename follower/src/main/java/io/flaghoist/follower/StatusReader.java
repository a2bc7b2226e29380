package io.flaghoist.follower;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.IngestStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads what ingests say of themselves. Confined to the follower's thread, except where it says
 * otherwise.
 */
final class StatusReader {
    /** A node that was not heard for so long says nothing about the present. */
    private static final long LIVING_MILLIS = 30_000;

    private static final int MAX_REMEMBERED = 10_000;

    private final TopicPartition partition;
    private final Quarantine quarantine;
    private final Map<String, Moment> unsettled = new ConcurrentHashMap<>();
    private final Map<EnvironmentId, Said> said = new BoundedMap<>(MAX_REMEMBERED);
    private @Nullable String topicId;
    private long offset;
    private long liveFrom;

    /** Told of what an ingest says of an environment. */
    interface Listener {
        void hear(EnvironmentId environment, Said said);
    }

    /**
     * What an ingest says of an environment.
     *
     * @param isLive false for what was said before this follower began to listen
     */
    record Said(IngestStatus.OfEnvironment status, boolean isLive) {}

    StatusReader(TopicPartition partition, Quarantine quarantine) {
        this.partition = partition;
        this.quarantine = quarantine;
    }

    TopicPartition partition() {
        return partition;
    }

    /**
     * Takes note of the topic. What lies behind its end now is said while this follower listens.
     *
     * @return whether it is to be read now, and was not before
     */
    boolean adopt(LogMetadata.Extent extent) {
        if (extent.topicId().equals(topicId)) {
            return false;
        }
        topicId = extent.topicId();
        offset = extent.begin();
        liveFrom = extent.end();
        return true;
    }

    /** The place is gone; the topic is read from its beginning. */
    void lose() {
        topicId = null;
    }

    boolean isPlaced() {
        return topicId != null;
    }

    long offset() {
        return offset;
    }

    /**
     * Whether a living ingest has yet to publish an environment for the first time. May be asked on
     * any thread.
     */
    boolean anyUnsettled(Moment now) {
        return unsettled.values().stream().anyMatch(heard -> isLiving(heard, now));
    }

    private static boolean isLiving(Moment heard, Moment now) {
        return now.millisSince(heard) <= LIVING_MILLIS;
    }

    /** What was last heard of an environment, for one that is met only now. */
    @Nullable Said latest(EnvironmentId environment) {
        return said.get(environment);
    }

    void take(
            List<ConsumerRecord<byte[], byte[]>> records,
            long nextOffset,
            Moment arrival,
            Listener listener) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.key() != null
                    && record.value() != null
                    && IngestStatus.isKey(record.key())) {
                take(record, arrival, listener);
            }
        }
        offset = nextOffset;
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Moment arrival, Listener listener) {
        try {
            IngestStatus status = IngestStatus.decode(record.value());
            boolean isLive = record.offset() >= liveFrom;
            unsettled.values().removeIf(heard -> !isLiving(heard, arrival));
            if (status.unsettled() > 0) {
                unsettled.put(status.node(), heardAt(record, isLive, arrival));
            } else {
                unsettled.remove(status.node());
            }
            for (IngestStatus.OfEnvironment of : status.environments()) {
                take(new EnvironmentId(of.environment()), new Said(of, isLive), listener);
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            quarantine.add(
                    record.topic(), record.partition(), record.offset(), "it is no ingest status");
        }
    }

    /** When a record was said: of one that lay in the log, only its own time tells. */
    private static Moment heardAt(
            ConsumerRecord<byte[], byte[]> record, boolean isLive, Moment arrival) {
        if (isLive) {
            return arrival;
        }
        long age = Math.max(0, arrival.wallMillis() - record.timestamp());
        return new Moment(arrival.nanos() - age * 1_000_000, arrival.wallMillis() - age);
    }

    /** A writer that was succeeded may still speak; its epoch tells. */
    private void take(EnvironmentId environment, Said now, Listener listener) {
        Said before = said.get(environment);
        if (before == null || now.status().epoch() >= before.status().epoch()) {
            said.put(environment, now);
            listener.hear(environment, now);
        }
    }
}

package io.flaghoist.ingest.registrations;

import io.flaghoist.ingest.registrations.Registrar.Place;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;

/**
 * What is committed of one environment's group. A settled registration is committed at once, or a
 * crash would have it registered again; records of other environments are committed together with
 * it, or now and then.
 */
final class Progress {
    private static final long NOW_AND_THEN_NANOS = Duration.ofSeconds(1).toNanos();

    private final Consumer<byte[], byte[]> consumer;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private long lastNanos;

    Progress(Consumer<byte[], byte[]> consumer, LongSupplier nanoTime) {
        this.consumer = consumer;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
    }

    /**
     * A registration is settled.
     *
     * @param last whether everything that was read is
     */
    void settled(Place place, boolean last) {
        if (last) {
            commit();
        } else {
            commit(Map.of(place.partition(), place.offset() + 1));
        }
    }

    /** Nothing waits: everything that was read is settled or was not ours. */
    void commitNowAndThen() {
        if (nanoTime.getAsLong() - lastNanos > NOW_AND_THEN_NANOS) {
            commit();
        }
    }

    /** As {@link #commitNowAndThen}, at once. */
    void commit() {
        var positions = new HashMap<TopicPartition, Long>();
        for (TopicPartition partition : consumer.assignment()) {
            positions.put(partition, consumer.position(partition));
        }
        commit(positions);
    }

    private void commit(Map<TopicPartition, Long> offsets) {
        var changed = new HashMap<TopicPartition, OffsetAndMetadata>();
        offsets.forEach((partition, offset) -> {
            if (!offset.equals(committed.get(partition))) {
                changed.put(partition, new OffsetAndMetadata(offset));
            }
        });
        lastNanos = nanoTime.getAsLong();
        if (changed.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(changed);
            changed.forEach((partition, offset) -> committed.put(partition, offset.offset()));
        } catch (RebalanceInProgressException | CommitFailedException e) {
            // The next poll tells which partitions are still ours; the next commit makes up for it.
            committed.keySet().removeAll(changed.keySet());
        }
    }

    void forget(Collection<TopicPartition> partitions) {
        committed.keySet().removeAll(partitions);
    }

    /** Records between where this group stands and the ends, as far as they are known. */
    long unread() {
        long records = 0;
        for (TopicPartition partition : consumer.assignment()) {
            records += consumer.currentLag(partition).orElse(0);
        }
        return records;
    }
}

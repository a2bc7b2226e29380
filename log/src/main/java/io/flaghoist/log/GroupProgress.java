package io.flaghoist.log;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is committed of a group whose members do something with each record that cannot be taken
 * back. A record that is done is committed at once, or a crash would have it done again; records
 * that nobody cares for are committed together with it, or now and then. Confined to the consumer's
 * thread.
 */
public final class GroupProgress {
    private static final Logger LOG = LoggerFactory.getLogger(GroupProgress.class);
    private static final long NOW_AND_THEN_NANOS = Duration.ofSeconds(1).toNanos();

    private final Consumer<byte[], byte[]> consumer;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private long lastNanos;

    public GroupProgress(Consumer<byte[], byte[]> consumer, LongSupplier nanoTime) {
        this.consumer = consumer;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
    }

    /** The record at {@code place} is done, and all before it in its partition. */
    public void done(RecordOffset place) {
        commit(Map.of(place.partition(), place.offset() + 1));
    }

    /** Nothing waits: everything that was read is done or was not ours. */
    public void nothingWaits() {
        if (nanoTime.getAsLong() - lastNanos > NOW_AND_THEN_NANOS) {
            commitAll();
        }
    }

    /** As {@link #nothingWaits}, at once. */
    public void commitAll() {
        var positions = new HashMap<TopicPartition, Long>();
        for (TopicPartition partition : consumer.assignment()) {
            positions.put(partition, consumer.position(partition));
        }
        commit(positions);
    }

    /** Records that this member has not read, as far as it knows. */
    public long unread() {
        long unread = 0;
        for (TopicPartition partition : consumer.assignment()) {
            unread += consumer.currentLag(partition).orElse(0);
        }
        return unread;
    }

    /** Somebody else commits these now. */
    public void forget(Collection<TopicPartition> partitions) {
        committed.keySet().removeAll(partitions);
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
            LOG.info("Offsets are committed after the rebalance: {}", e.getMessage());
        }
    }
}

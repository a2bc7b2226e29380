package io.flaghoist.log.delivery;

import io.flaghoist.log.RecordOffset;
import io.flaghoist.schemas.EnvironmentId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one topic for all queues with one consumer. Each partition is read from the lowest offset
 * that a queue with room still needs: past what a full queue needs, and again from there, by seek,
 * once it has room. Confined to the reader's thread.
 */
final class SharedReading<T> {
    /** Bytes in all queues, beyond which each queue gets little room. */
    private static final long MAX_BYTES = 16 << 20;

    private final Consumer<byte[], byte[]> consumer;
    private final Delivery<T> delivery;
    private final Supplier<List<EnvironmentQueue<T>>> queues;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    /** Bytes in all queues while records are taken; summed per batch, not per record. */
    private long buffered;

    /** Reads for {@code queues}, asked for at each poll. */
    SharedReading(
            Consumer<byte[], byte[]> consumer,
            Delivery<T> delivery,
            Supplier<List<EnvironmentQueue<T>>> queues) {
        this.consumer = consumer;
        this.delivery = delivery;
        this.queues = queues;
    }

    /** The partitions were assigned anew: nothing is read until {@link #poll}. */
    void assigned(Collection<TopicPartition> partitions) {
        positions.clear();
        consumer.pause(partitions);
    }

    /** Reads what queues with room need; blocks at most this long, or until woken up. */
    void poll(Duration atMost) {
        consumer.assignment().forEach(this::seek);
        try {
            take(consumer.poll(atMost));
        } catch (WakeupException e) {
            return; // a delivery has ended
        }
    }

    private void seek(TopicPartition partition) {
        OptionalLong target =
                queues.get().stream()
                        .filter(EnvironmentQueue::wantsRecords)
                        .mapToLong(queue -> queue.next(partition))
                        .filter(offset -> offset < Long.MAX_VALUE)
                        .min();
        if (target.isEmpty()) {
            consumer.pause(List.of(partition));
            return;
        }
        @Nullable Long position = positions.get(partition);
        if (position == null || position != target.getAsLong()) {
            consumer.seek(partition, target.getAsLong());
            positions.put(partition, target.getAsLong());
        }
        consumer.resume(List.of(partition));
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        Map<String, EnvironmentQueue<T>> byKey = new HashMap<>();
        queues.get().forEach(queue -> byKey.put(queue.environment().value(), queue));
        records.nextOffsets()
                .forEach((partition, next) ->
                        take(partition, records.records(partition), next, byKey));
    }

    private void take(
            TopicPartition partition,
            List<ConsumerRecord<byte[], byte[]>> records,
            OffsetAndMetadata next,
            Map<String, EnvironmentQueue<T>> byKey) {
        @Nullable Long position = positions.get(partition);
        if (position == null) {
            return; // assigned anew by this poll
        }
        long from = position;
        long first = records.isEmpty() ? next.offset() : records.getFirst().offset();
        if (first < from) {
            queues.get().forEach(queue -> queue.reset(partition, first));
            from = first;
        }
        buffered = queues.get().stream().mapToLong(EnvironmentQueue::bytes).sum();
        var stopped = new HashMap<EnvironmentId, Long>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            EnvironmentQueue<T> queue = byKey.get(environmentOf(record.key()));
            if (queue != null
                    && queue.next(partition) >= from
                    && !stopped.containsKey(queue.environment())
                    && !take(record, partition, queue)) {
                stopped.put(queue.environment(), record.offset());
            }
        }
        for (EnvironmentQueue<T> queue : queues.get()) {
            if (queue.hasBegun() && queue.next(partition) >= from) {
                queue.advance(partition, stopped.getOrDefault(queue.environment(), next.offset()));
            }
        }
        positions.put(partition, next.offset());
        consumer.currentLag(partition).ifPresent(lag -> ends.put(partition, next.offset() + lag));
    }

    /** False if the queue has no room for the record. */
    private boolean take(
            ConsumerRecord<byte[], byte[]> record,
            TopicPartition partition,
            EnvironmentQueue<T> queue) {
        if (record.offset() < queue.next(partition)) {
            return true;
        }
        if (queue.wasFinishedBefore(partition, record.offset())) {
            delivery.finishedBefore(record);
            return true;
        }
        if (!queue.hasRoom(buffered > MAX_BYTES)) {
            queue.isFull();
            return false;
        }
        delivery.read(queue.environment(), record)
                .map(value ->
                        new Item<>(
                                RecordOffset.of(record),
                                value,
                                record.timestamp(),
                                record.serializedValueSize()))
                .ifPresent(item -> {
                    queue.add(item);
                    buffered += item.bytes();
                });
        return true;
    }

    /** Keys are the environment, or begin with it and a slash. */
    private static String environmentOf(byte @Nullable [] key) {
        if (key == null) {
            return "";
        }
        String text = new String(key, StandardCharsets.UTF_8);
        int slash = text.indexOf('/');
        return slash < 0 ? text : text.substring(0, slash);
    }

    /** Records that are not read for the queue, of all environments. */
    long unread(EnvironmentQueue<T> queue) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - queue.next(end.getKey())))
                .sum();
    }
}

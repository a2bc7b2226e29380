package io.flaghoist.log.delivery;

import io.flaghoist.log.RecordOffset;
import io.flaghoist.schemas.EnvironmentId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The records of one environment that wait for their delivery, first in, first out, and the
 * environment's position on each partition. A queue that is full keeps the offset of its next
 * record, not the record: it is read again when the queue is empty. Confined to the reader's
 * thread.
 */
final class EnvironmentQueue<T> {
    static final int MAX_RECORDS = 100;
    static final int MAX_BYTES = 1 << 20;

    /** Bytes in a queue while all queues together hold too much. */
    static final int MAX_BYTES_WHEN_SCARCE = 64 << 10;

    private final EnvironmentId environment;
    private final RetryDelay retryDelay;
    private final Deque<Item<T>> waiting = new ArrayDeque<>();
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Map<TopicPartition, Long> finishedBefore = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private long bytes;
    private boolean full;
    private boolean inFlight;
    private @Nullable RecordOffset uncommitted;
    private int failures;
    private long notBeforeNanos;
    private @Nullable String problem;

    EnvironmentQueue(EnvironmentId environment, RetryDelay retryDelay) {
        this.environment = environment;
        this.retryDelay = retryDelay;
    }

    EnvironmentId environment() {
        return environment;
    }

    /**
     * Starts reading.
     *
     * @param progress first offset that is not finished, for partitions that have one
     * @param beginnings of all partitions
     * @param lookBack number of finished offsets to read again on each partition
     */
    void begin(
            Map<TopicPartition, Long> progress,
            Map<TopicPartition, Long> beginnings,
            int lookBack) {
        clear();
        committed.putAll(progress);
        beginnings.forEach((partition, beginning) -> {
            long finished = Math.max(beginning, progress.getOrDefault(partition, 0L));
            RecordOffset last = uncommitted;
            if (last != null && last.partition().equals(partition)) {
                finished = Math.max(finished, last.offset() + 1);
            }
            finishedBefore.put(partition, finished);
            next.put(partition, Math.max(beginning, finished - lookBack));
        });
        uncommitted = null;
        problem = failures > 0 ? problem : null;
    }

    /** Another instance delivers the environment's records. */
    void released() {
        failures = 0;
        problem = null;
    }

    /** Stops reading; records that wait are read again after {@link #begin}. */
    void clear() {
        waiting.clear();
        next.clear();
        finishedBefore.clear();
        committed.clear();
        bytes = 0;
        full = false;
    }

    boolean hasBegun() {
        return !next.isEmpty();
    }

    /** Whether records are to be fetched for this queue. */
    boolean wantsRecords() {
        return hasBegun() && !full;
    }

    boolean hasRoom(boolean scarce) {
        return waiting.isEmpty()
                || (waiting.size() < MAX_RECORDS
                        && bytes < (scarce ? MAX_BYTES_WHEN_SCARCE : MAX_BYTES));
    }

    /** The offset of the next record to read; {@link Long#MAX_VALUE} before it has begun. */
    long next(TopicPartition partition) {
        return next.getOrDefault(partition, Long.MAX_VALUE);
    }

    boolean wasFinishedBefore(TopicPartition partition, long offset) {
        return offset < finishedBefore.getOrDefault(partition, 0L);
    }

    /** All records before {@code offset} were read. */
    void advance(TopicPartition partition, long offset) {
        next.merge(partition, offset, Math::max);
    }

    /** The topic was created anew: its first offset is {@code beginning} again. */
    void reset(TopicPartition partition, long beginning) {
        waiting.removeIf(item -> item.offset().partition().equals(partition));
        bytes = sum(Item::bytes);
        full = full && !waiting.isEmpty();
        finishedBefore.put(partition, beginning);
        next.put(partition, beginning);
    }

    void add(Item<T> item) {
        waiting.addLast(item);
        bytes += item.bytes();
    }

    /** There is no room for the next record. */
    void isFull() {
        full = true;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    long bytes() {
        return bytes;
    }

    long sum(ToLongFunction<Item<T>> amount) {
        return waiting.stream().mapToLong(amount).sum();
    }

    /** When the oldest record was written, epoch milliseconds. */
    Optional<Long> oldestMillis() {
        return waiting.stream().map(Item::timestamp).min(Long::compare);
    }

    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    void problem(String what) {
        problem = what;
    }

    boolean isInFlight() {
        return inFlight;
    }

    /** The record to deliver now, if any; it is in flight from now on. */
    Optional<Item<T>> takeDue(long nowNanos) {
        if (inFlight || waiting.isEmpty() || (failures > 0 && nowNanos - notBeforeNanos < 0)) {
            return Optional.empty();
        }
        inFlight = true;
        return Optional.of(waiting.getFirst());
    }

    /** Whether the record was delivered, and only its commit failed. */
    boolean isUncommitted(Item<T> item) {
        return item.offset().equals(uncommitted);
    }

    /** The record that was in flight is delivered and committed. */
    void finished(Item<T> item) {
        inFlight = false;
        failures = 0;
        problem = null;
        uncommitted = null;
        if (isFirst(item)) {
            waiting.removeFirst();
            bytes -= item.bytes();
            committed.put(item.offset().partition(), item.offset().offset() + 1);
            full = full && !waiting.isEmpty();
        }
    }

    /** The record that was in flight is tried again later; if it was delivered, only its commit. */
    void retry(Item<T> item, boolean delivered, Outcome.Retry retry, long nowNanos) {
        inFlight = false;
        failures++;
        problem = retry.why();
        notBeforeNanos = nowNanos + retryDelay.after(failures, retry.retryAfter()).toNanos();
        uncommitted = delivered ? item.offset() : null;
    }

    /** False if the record's partition was taken away while it was in flight. */
    private boolean isFirst(Item<T> item) {
        Item<T> first = waiting.peekFirst();
        return first != null && first.offset().equals(item.offset());
    }

    /** The first offset that is not finished, of the partitions where that is not committed. */
    Map<TopicPartition, Long> uncommittedProgress() {
        var progress = new HashMap<TopicPartition, Long>();
        next.forEach((partition, offset) ->
                progress.put(
                        partition, Math.max(offset, finishedBefore.getOrDefault(partition, 0L))));
        waiting.forEach(item ->
                progress.merge(item.offset().partition(), item.offset().offset(), Math::min));
        progress.entrySet().removeAll(committed.entrySet());
        return progress;
    }

    void committed(Map<TopicPartition, Long> progress) {
        committed.putAll(progress);
    }

    /** Commits everything again, because brokers expire what is not committed again. */
    void forgetCommitted() {
        committed.clear();
    }
}

package io.flaghoist.history.log;

import io.flaghoist.log.KafkaRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * One partition, read committed, from any offset forwards or backwards. Memory holds one fetch, or
 * one step back. For one thread at a time.
 */
final class PartitionReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    /** A fetch of a whole walk: large, to spend the time on reading rather than on asking. */
    private static final int WALK_BYTES = 8 << 20;

    /** A fetch of a look at one record: small, because the rest of it is thrown away. */
    private static final int LOOK_BYTES = 64 << 10;

    /**
     * How long a fetch waits at the end of the log. The client fetches on while what it has is
     * read, and the next question, which may be about another place, has to wait for that fetch.
     */
    private static final Duration WAIT = Duration.ofMillis(5);

    /** The same where it is news that is waited for. */
    private static final Duration WAIT_FOR_NEWS = Duration.ofMillis(500);

    private static final int FIRST_STEP_BACK = 256;
    private static final int MAX_STEP_BACK = 4_096;
    private static final long MAX_STEP_BYTES = 16L << 20;

    private final LogConnection connection;
    private final TopicPartition partition;
    private final Map<Integer, Consumer<byte[], byte[]>> byFetchBytes = new HashMap<>();

    PartitionReader(LogConnection connection, String topic) {
        this.connection = connection;
        this.partition = new TopicPartition(topic, 0);
    }

    /** The first offset that is still there. */
    long begin() throws LogUnavailableException {
        return asking(
                () -> looking().beginningOffsets(List.of(partition)).getOrDefault(partition, 0L));
    }

    /** The offset after the last record of a committed transaction. */
    long end() throws LogUnavailableException {
        return asking(() -> looking().endOffsets(List.of(partition)).getOrDefault(partition, 0L));
    }

    /** Passes on the records from {@code from} to before {@code end}. */
    void forward(long from, long end, RecordVisitor visitor) throws LogUnavailableException {
        read(this::walking, from, end, visitor);
    }

    /** Passes on the records before {@code end}, the last first, down to {@code begin}. */
    void backward(long begin, long end, RecordVisitor visitor) throws LogUnavailableException {
        long until = end;
        long step = FIRST_STEP_BACK;
        while (until > begin) {
            long from = Math.max(begin, until - step);
            var records = new ArrayList<StoredRecord>();
            read(this::looking, from, until, records::add);
            for (StoredRecord record : records.reversed()) {
                if (!visitor.visit(record)) {
                    return;
                }
            }
            step = nextStep(step, records);
            until = from;
        }
    }

    /** As many records as fit into memory's share, going by those just read. */
    private static long nextStep(long step, List<StoredRecord> records) {
        long bytes = 0;
        for (StoredRecord record : records) {
            byte[] value = record.content().value();
            bytes += value == null ? 0 : value.length;
        }
        long fitting = bytes == 0 ? MAX_STEP_BACK : step * MAX_STEP_BYTES / bytes;
        return Math.clamp(fitting, 1, Math.min(MAX_STEP_BACK, 2 * step));
    }

    /** Passes on the records from {@code from} on, and each new one. */
    void follow(long from, RecordVisitor visitor) throws LogUnavailableException {
        boolean _ =
                asking(() -> {
                    try (var following = consumer(LOOK_BYTES, WAIT_FOR_NEWS)) {
                        following.seek(partition, from);
                        boolean goesOn = true;
                        while (goesOn && !Thread.currentThread().isInterrupted()) {
                            goesOn = poll(following, Long.MAX_VALUE, visitor);
                        }
                        return goesOn;
                    }
                });
    }

    /** The first record at or after {@code from} that is {@code wanted}; empty when none is. */
    Optional<StoredRecord> first(long from, long end, Predicate<StoredRecord> wanted)
            throws LogUnavailableException {
        var found = new ArrayList<StoredRecord>(1);
        read(
                this::looking,
                from,
                end,
                record -> {
                    if (wanted.test(record)) {
                        found.add(record);
                    }
                    return found.isEmpty();
                });
        return found.stream().findFirst();
    }

    /** What {@code look} finds in the newest record in which it finds anything. */
    <T> Optional<T> newest(int maxLooks, Function<StoredRecord, Optional<T>> look)
            throws LogUnavailableException {
        var found = new ArrayList<T>(1);
        int[] looks = {0};
        backward(
                begin(),
                end(),
                record -> {
                    look.apply(record).ifPresent(found::add);
                    return found.isEmpty() && ++looks[0] < maxLooks;
                });
        return found.stream().findFirst();
    }

    private void read(
            Supplier<Consumer<byte[], byte[]>> reader, long from, long end, RecordVisitor visitor)
            throws LogUnavailableException {
        boolean _ = from < end && asking(() -> read(reader.get(), from, end, visitor));
    }

    private boolean read(
            Consumer<byte[], byte[]> consumer, long from, long end, RecordVisitor visitor)
            throws LogUnavailableException {
        consumer.seek(partition, from);
        long position = from;
        long progressAt = System.nanoTime();
        while (position < end) {
            if (!poll(consumer, end, visitor)) {
                return false;
            }
            long now = System.nanoTime();
            long next = consumer.position(partition);
            if (next > position) {
                position = next;
                progressAt = now;
            } else if (now - progressAt > connection.answerTimeout().toNanos()) {
                throw new org.apache.kafka.common.errors.TimeoutException(
                        "no progress beyond offset " + position);
            }
        }
        return true;
    }

    /** Passes on the next records before {@code end}; whether there may be more to pass on. */
    private boolean poll(Consumer<byte[], byte[]> consumer, long end, RecordVisitor visitor)
            throws LogUnavailableException {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
            if (record.offset() >= end || !visitor.visit(stored(record))) {
                return false;
            }
        }
        return true;
    }

    private static StoredRecord stored(ConsumerRecord<byte[], byte[]> record) {
        return new StoredRecord(
                new RecordOffset(record.topic(), record.partition(), record.offset()),
                record.timestamp(),
                KafkaRecords.read(record));
    }

    private Consumer<byte[], byte[]> walking() {
        return byFetchBytes.computeIfAbsent(WALK_BYTES, bytes -> consumer(bytes, WAIT));
    }

    private Consumer<byte[], byte[]> looking() {
        return byFetchBytes.computeIfAbsent(LOOK_BYTES, bytes -> consumer(bytes, WAIT));
    }

    private Consumer<byte[], byte[]> consumer(int fetchBytes, Duration wait) {
        Consumer<byte[], byte[]> consumer =
                connection
                        .clients()
                        .logReader(
                                "reader",
                                Map.of(
                                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                                        fetchBytes,
                                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                                        (int) wait.toMillis()));
        consumer.assign(List.of(partition));
        return consumer;
    }

    private interface Question<T> {
        T ask() throws LogUnavailableException;
    }

    private <T> T asking(Question<T> question) throws LogUnavailableException {
        try {
            return question.ask();
        } catch (KafkaException e) {
            throw LogUnavailableException.of(connection, "Reading topic " + partition.topic(), e);
        }
    }

    @Override
    public void close() {
        byFetchBytes.values().forEach(Consumer::close);
    }
}

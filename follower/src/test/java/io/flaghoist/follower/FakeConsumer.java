package io.flaghoist.follower;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads {@link FakeKafka}. Unlike its base class it reads again what it has read after a seek, as a
 * real consumer does. Any call can be made to throw.
 */
final class FakeConsumer extends MockConsumer<byte[], byte[]> {
    private final FakeKafka kafka;
    private final Faults faults;
    private final int maxRecords;
    private final Map<TopicPartition, Long> positions = new LinkedHashMap<>();

    /** Throws what a call of this name is to throw. */
    interface Faults {
        Faults NONE = call -> {};

        void before(String call);
    }

    FakeConsumer(FakeKafka kafka, Faults faults, int maxRecords) {
        super(AutoOffsetResetStrategy.NONE.name());
        this.kafka = kafka;
        this.faults = faults;
        this.maxRecords = maxRecords;
    }

    @Override
    public synchronized void assign(Collection<TopicPartition> partitions) {
        faults.before("assign");
        positions.keySet().retainAll(partitions);
        partitions.forEach(partition -> positions.putIfAbsent(partition, -1L));
    }

    @Override
    public synchronized Set<TopicPartition> assignment() {
        return Set.copyOf(positions.keySet());
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
        faults.before("seek");
        if (positions.replace(partition, offset) == null) {
            throw new IllegalStateException("No current assignment for partition " + partition);
        }
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        faults.before("poll");
        var records = new HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
        var next = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (Map.Entry<TopicPartition, Long> entry : positions.entrySet()) {
            TopicPartition partition = entry.getKey();
            if (kafka.has(partition)) {
                read(partition, entry, records, next);
            }
        }
        // As a connection does that breaks when data has come: they are read, and lost on the way.
        faults.before("poll, after reading");
        return new ConsumerRecords<>(records, next);
    }

    private void read(
            TopicPartition partition,
            Map.Entry<TopicPartition, Long> position,
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records,
            Map<TopicPartition, OffsetAndMetadata> next) {
        FakeKafka.Topic topic = kafka.topic(partition);
        long from = position.getValue();
        if (from < topic.begin || from > topic.end) {
            throw new OffsetOutOfRangeException(Map.of(partition, from));
        }
        var batch = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        long after = topic.readable();
        for (ConsumerRecord<byte[], byte[]> record : topic.records) {
            if (record.offset() >= from && record.offset() < topic.readable()) {
                if (batch.size() == maxRecords) {
                    after = record.offset();
                    break;
                }
                batch.add(record);
            }
        }
        if (after > from) {
            position.setValue(after);
            next.put(partition, new OffsetAndMetadata(after));
            if (!batch.isEmpty()) {
                records.put(partition, batch);
            }
        }
    }

    @Override
    public synchronized void wakeup() {}
}

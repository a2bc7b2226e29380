package io.flaghoist.console.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.history.log.LogConnection;
import io.flaghoist.log.CommittedReader;
import io.flaghoist.log.CommittedReader.EndNotReachedException;
import io.flaghoist.log.CommittedReader.RecordSink;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import io.flaghoist.schemas.record.IngestStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/** Reads the ends of topics, and waits for new records. Blocks; for one thread. */
final class LogProbe implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    /** Enough for the last status of every ingest; a whole topic may be large. */
    private static final int LAST_STATUSES = 500;

    /** Enough to hold a change beside what transactions leave on a topic. */
    private static final int LAST_CHANGES = 20;

    /** An ingest whose status is so much older than the last one is not waited for. */
    private static final Duration STILL_EXPECTED = Duration.ofMinutes(1);

    private final Admin admin;
    private final LogConnection log;
    private final InstantSource clock;
    private final CommittedReader reader;
    private final Consumer<byte[], byte[]> consumer;

    /** Connects at its first use. */
    LogProbe(Admin admin, LogConnection log, InstantSource clock) {
        this.admin = admin;
        this.log = log;
        this.clock = clock;
        this.reader = new CommittedReader(admin, log.answerTimeout());
        this.consumer = log.clients().logReader("doctor");
    }

    /**
     * The last status of every ingest, after waiting for new ones.
     *
     * @param wait how long to wait at most; less when all that were active lately have written
     *     again
     */
    Reply<List<IngestNode>> statuses(Duration wait) {
        var partition = new TopicPartition(log.topics().status().name(), 0);
        var nodes = new TreeMap<String, IngestNode>();
        try {
            long end = readLast(partition, LAST_STATUSES, record -> add(record, false, nodes));
            long began = System.nanoTime();
            while (!areAllRunning(nodes) && System.nanoTime() - began < wait.toNanos()) {
                consumer.poll(POLL).forEach(record -> add(record, record.offset() >= end, nodes));
            }
            return Reply.of(List.copyOf(nodes.values()));
        } catch (KafkaException | EndNotReachedException e) {
            return Reply.failed(e);
        }
    }

    /** The last revision of each environment's config topic; absent where it cannot be read. */
    Map<EnvironmentId, Long> revisions(Collection<EnvironmentId> environments) {
        var revisions = new HashMap<EnvironmentId, Long>();
        for (EnvironmentId environment : environments) {
            try {
                readLast(
                        config(environment),
                        LAST_CHANGES,
                        record -> revision(environment, record, revisions));
            } catch (KafkaException | EndNotReachedException e) {
                // Then it is not known; rights and replicas say why.
            }
        }
        return revisions;
    }

    /**
     * The config topics on which a transaction stays open; empty where none can be read.
     *
     * @param patience how long a transaction may take; blocks so long only where one is open
     */
    Optional<Set<String>> openTransactions(
            Collection<EnvironmentId> environments, Duration patience) throws InterruptedException {
        Map<TopicPartition, Long> ends =
                ends(
                        environments.stream().map(this::config).toList(),
                        IsolationLevel.READ_UNCOMMITTED);
        long began = System.nanoTime();
        Set<String> open = unread(ends);
        while (!open.isEmpty() && System.nanoTime() - began < patience.toNanos()) {
            Thread.sleep(POLL);
            open = unread(ends);
        }
        return ends.isEmpty() ? Optional.empty() : Optional.of(open);
    }

    private TopicPartition config(EnvironmentId environment) {
        return new TopicPartition(log.topics().config(environment).name(), 0);
    }

    /** Topics whose committed records end before {@code ends}. */
    private Set<String> unread(Map<TopicPartition, Long> ends) {
        var topics = new TreeSet<String>();
        ends(ends.keySet(), IsolationLevel.READ_COMMITTED)
                .forEach((partition, committed) -> {
                    if (committed < ends.getOrDefault(partition, 0L)) {
                        topics.add(partition.topic());
                    }
                });
        return topics;
    }

    private Map<TopicPartition, Long> ends(
            Collection<TopicPartition> partitions, IsolationLevel isolation) {
        var latest = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        var result = admin.listOffsets(latest, new ListOffsetsOptions(isolation));
        var ends = new HashMap<TopicPartition, Long>();
        for (TopicPartition partition : partitions) {
            Reply.of(result.partitionResult(partition), log.answerTimeout())
                    .value()
                    .ifPresent(it -> ends.put(partition, it.offset()));
        }
        return ends;
    }

    /**
     * Reads the last {@code count} records.
     *
     * @return the end that was reached
     */
    private long readLast(TopicPartition partition, int count, RecordSink sink)
            throws EndNotReachedException {
        var partitions = List.of(partition);
        consumer.assign(partitions);
        long begin = consumer.beginningOffsets(partitions).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(partitions).getOrDefault(partition, 0L);
        consumer.seek(partition, Math.max(begin, end - count));
        reader.read(consumer, partition, end, sink);
        return end;
    }

    private void add(
            ConsumerRecord<byte[], byte[]> record, boolean isNew, Map<String, IngestNode> nodes) {
        if (record.key() == null || record.value() == null || !IngestStatus.isKey(record.key())) {
            return;
        }
        Instant now = clock.instant();
        Instant timestamp = Instant.ofEpochMilli(record.timestamp());
        boolean isBrokerTime = record.timestampType() == TimestampType.LOG_APPEND_TIME;
        try {
            IngestStatus status = IngestStatus.decode(record.value());
            nodes.put(
                    status.node(),
                    new IngestNode(
                            status,
                            timestamp,
                            Optional.of(timestamp).filter(_ -> isBrokerTime),
                            Optional.of(now).filter(_ -> isNew)));
        } catch (JsonProcessingException e) {
            return; // of a newer version, or not ours
        }
    }

    private static boolean areAllRunning(Map<String, IngestNode> nodes) {
        Instant newest =
                nodes.values().stream()
                        .map(IngestNode::timestamp)
                        .max(Instant::compareTo)
                        .orElse(Instant.EPOCH);
        return !nodes.isEmpty()
                && nodes.values().stream()
                        .filter(it -> !it.timestamp().isBefore(newest.minus(STILL_EXPECTED)))
                        .allMatch(IngestNode::isRunning);
    }

    private static void revision(
            EnvironmentId environment,
            ConsumerRecord<byte[], byte[]> record,
            Map<EnvironmentId, Long> revisions) {
        switch (ConfigCodec.decode(environment, KafkaRecords.read(record), record.timestamp())) {
            case Decoded.Understood(var change) ->
                    revisions.merge(environment, change.position().revision(), Math::max);
            case Decoded.Unreadable _ -> {}
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}

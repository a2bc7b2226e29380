package io.flaghoist.console.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.history.log.LogConnection;
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
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.record.TimestampType;

/** Reads the ends of topics, and listens whether something is added. Blocks; for one thread. */
final class LogListener implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    /** Enough for the last words of every ingest there may be; a whole topic may be large. */
    private static final int LAST_STATUSES = 500;

    /** Enough to hold a change beside what transactions leave on a topic. */
    private static final int LAST_CHANGES = 20;

    /** Whoever spoke so long before the last is not expected to speak again. */
    private static final long STILL_EXPECTED_MILLIS = 60_000;

    private final LogConnection log;
    private final InstantSource clock;
    private final Consumer<byte[], byte[]> consumer;

    /** Connects when it is first asked. */
    LogListener(LogConnection log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
        this.consumer = new KafkaConsumer<>(log.consumer());
    }

    /**
     * What every ingest said last, after listening for one that lives.
     *
     * @param wait how long to listen; less when all that spoke lately have spoken again
     */
    Asked<List<ReceivedStatus>> statuses(Duration wait) {
        var partition = new TopicPartition(log.topics().status().name(), 0);
        try {
            long end = toEnd(List.of(partition), LAST_STATUSES).getOrDefault(partition, 0L);
            var heard = new TreeMap<String, ReceivedStatus>();
            long deadline = System.nanoTime() + log.answerTimeout().toNanos();
            while (consumer.position(partition) < end && System.nanoTime() - deadline < 0) {
                consumer.poll(POLL).forEach(record -> hear(record, end, heard));
            }
            long patience = System.nanoTime() + wait.toNanos();
            while (!hasHeardAll(heard) && System.nanoTime() - patience < 0) {
                consumer.poll(POLL).forEach(record -> hear(record, end, heard));
            }
            return new Asked.Got<>(List.copyOf(heard.values()));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            return Asked.failed(e);
        }
    }

    /** The last revision of each environment's config topic; absent where it cannot be read. */
    Map<EnvironmentId, Long> revisions(Collection<EnvironmentId> environments) {
        var revisions = new HashMap<EnvironmentId, Long>();
        for (EnvironmentId environment : environments) {
            var partition = new TopicPartition(log.topics().config(environment).name(), 0);
            try {
                long end = toEnd(List.of(partition), LAST_CHANGES).getOrDefault(partition, 0L);
                long deadline = System.nanoTime() + log.answerTimeout().toNanos();
                while (consumer.position(partition) < end && System.nanoTime() - deadline < 0) {
                    for (var record : consumer.poll(POLL)) {
                        revision(environment, record, revisions);
                    }
                }
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                // Then it is not known; AclChecks and ReplicaChecks say why.
            }
        }
        return revisions;
    }

    private Map<TopicPartition, Long> toEnd(List<TopicPartition> partitions, int last) {
        consumer.assign(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        ends.forEach((partition, end) ->
                consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - last)));
        return ends;
    }

    private void hear(
            ConsumerRecord<byte[], byte[]> record, long end, Map<String, ReceivedStatus> heard) {
        if (record.key() == null || record.value() == null || !IngestStatus.isKey(record.key())) {
            return;
        }
        Instant now = clock.instant();
        boolean byBroker = record.timestampType() == TimestampType.LOG_APPEND_TIME;
        try {
            IngestStatus status = IngestStatus.decode(record.value());
            heard.put(
                    status.node(),
                    new ReceivedStatus(
                            status,
                            record.timestamp(),
                            Optional.of(Instant.ofEpochMilli(record.timestamp()))
                                    .filter(_ -> byBroker),
                            Optional.of(now).filter(_ -> record.offset() >= end)));
        } catch (JsonProcessingException e) {
            return; // a newer form, or not ours: then nobody was heard
        }
    }

    private static boolean hasHeardAll(Map<String, ReceivedStatus> heard) {
        long newest = heard.values().stream().mapToLong(ReceivedStatus::timestamp).max().orElse(0);
        return !heard.isEmpty()
                && heard.values().stream()
                        .filter(of -> of.timestamp() >= newest - STILL_EXPECTED_MILLIS)
                        .allMatch(ReceivedStatus::isFresh);
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

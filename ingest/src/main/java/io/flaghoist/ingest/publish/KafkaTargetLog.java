package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.ingest.metrics.IngestMetrics.Metric;
import io.flaghoist.ingest.targets.PollFailedException;
import io.flaghoist.ingest.targets.TargetLog;
import io.flaghoist.log.CommittedReader;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.DecodedTarget;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.TargetCodec;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The targets topics on Kafka, written by the environment's shard as its log is. */
final class KafkaTargetLog implements TargetLog {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTargetLog.class);

    private static final int MAX_READERS = 4;

    private final KafkaDependencies kafka;
    private final TopicCatalogue catalogue;
    private final Duration retention;
    private final CommittedReader reading;
    private final Shards shards;
    private final TopicOpener opener;

    /**
     * Touches nothing yet.
     *
     * @param retention of topics that are created
     */
    KafkaTargetLog(KafkaDependencies kafka, Duration retention, Shards shards) {
        this.kafka = kafka;
        this.catalogue = kafka.catalogue();
        this.retention = retention;
        this.reading = kafka.reader();
        this.shards = shards;
        this.opener = new TopicOpener(kafka, MAX_READERS);
    }

    @Override
    public Contents read(EnvironmentId environment, long from, Listener listener)
            throws InterruptedException, PollFailedException {
        TopicSpec topic = catalogue.targets(environment, retention);
        try {
            return opener.open(List.of(topic), () -> own(environment, topic, from, listener));
        } catch (LogUnavailableException e) {
            throw PollFailedException.ofTheLog(e.reason());
        }
    }

    private Contents own(EnvironmentId environment, TopicSpec topic, long from, Listener listener)
            throws LogUnavailableException,
                    InterruptedException,
                    ExecutionException,
                    TimeoutException {
        Shards.Owned owned = shards.own(environment);
        owned.shard().prepare(topic.name());
        var partition = new TopicPartition(topic.name(), 0);
        long end = reading.ends(List.of(partition)).getOrDefault(partition, 0L);
        if (end < from) {
            throw LogUnavailableException.unavailable(
                    "the topic " + topic.name() + " is shorter than it was");
        }
        try (var reader = kafka.clients().logReader("targets-" + environment)) {
            reader.assign(List.of(partition));
            long beginning =
                    reader.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
            reader.seek(partition, Math.max(from, beginning));
            reading.read(reader, partition, end, record -> pass(environment, record, listener));
            return new Contents(reader.position(partition), owned.ownership());
        }
    }

    private void pass(
            EnvironmentId environment, ConsumerRecord<byte[], byte[]> record, Listener listener) {
        switch (TargetCodec.decode(environment, KafkaRecords.read(record))) {
            case DecodedTarget.Understood(var target) -> listener.saved(target, record.timestamp());
            case DecodedTarget.Removed(var identifier) -> listener.removed(identifier);
            case DecodedTarget.Unreadable(var reason) -> {
                kafka.metrics().add(1, Metric.UNREADABLE_RECORDS);
                LOG.warn(
                        "Skipped {}-{}@{}: {}.",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        reason);
            }
        }
    }

    @Override
    public void write(EnvironmentId environment, long ownership, List<LogRecord> records)
            throws InterruptedException, PollFailedException {
        String topic = catalogue.targets(environment, retention).name();
        Instant now = kafka.clock().instant();
        var batch =
                new RecordBatch(
                        records.stream()
                                .map(record -> ChangeEncoder.record(topic, record, now))
                                .toList());
        if (shards.write(environment, ownership, batch) instanceof WriteOutcome.Failed failed) {
            throw PollFailedException.ofTheLog(
                    "targets are not on their topic: " + failed.reason());
        }
    }
}

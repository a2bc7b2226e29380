package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.settings.KafkaSettings;
import io.flaghoist.ingest.targets.TargetChange;
import io.flaghoist.ingest.targets.TargetLog;
import io.flaghoist.log.CommittedReader;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.log.KafkaWords;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.log.transactions.LeftOpenTransactions;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.DecodedTarget;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.TargetCodec;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The targets topics on Kafka, written by the environment's shard as its log is. */
public final class KafkaTargetLog implements TargetLog {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTargetLog.class);

    /** Topics read at the same time when many environments start together. */
    private static final int MAX_READERS = 4;

    private final TopicCatalogue catalogue;
    private final Duration retention;
    private final Duration answerTimeout;
    private final KafkaClients clients;
    private final CommittedReader reading;
    private final LeftOpenTransactions leftOpen;
    private final TopicKeeper topics;
    private final Shards shards;
    private final Clock clock;
    private final Runnable onUnreadable;
    private final Semaphore readers = new Semaphore(MAX_READERS);

    /**
     * Touches nothing yet.
     *
     * @param retention of topics that are created
     * @param onUnreadable counts records that cannot be read
     */
    public KafkaTargetLog(
            KafkaSettings settings,
            Duration retention,
            KafkaClients clients,
            Admin admin,
            TopicKeeper topics,
            Shards shards,
            LeftOpenTransactions leftOpen,
            Clock clock,
            Runnable onUnreadable) {
        this.answerTimeout = settings.answerTimeout().toJavaDuration();
        this.catalogue = new TopicCatalogue(settings.topicPrefix());
        this.retention = retention;
        this.clients = clients;
        this.reading = new CommittedReader(admin, answerTimeout);
        this.leftOpen = leftOpen;
        this.topics = topics;
        this.shards = shards;
        this.clock = clock;
        this.onUnreadable = onUnreadable;
    }

    @Override
    public Read read(EnvironmentId environment, long from, Listener listener)
            throws InterruptedException {
        if (!readers.tryAcquire(answerTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
            return new Read.Failed("the targets of other environments are read before");
        }
        try {
            TopicSpec topic = catalogue.targets(environment, retention);
            return switch (topics.ensure(List.of(topic))) {
                case TopicKeeper.Result.Ready() -> own(environment, topic, from, listener);
                case TopicKeeper.Result.Faulty(var faults) ->
                        new Read.Failed(String.join("; ", faults));
                case TopicKeeper.Result.Unavailable(var reason) -> new Read.Failed(reason);
            };
        } finally {
            readers.release();
        }
    }

    private Read own(EnvironmentId environment, TopicSpec topic, long from, Listener listener)
            throws InterruptedException {
        try {
            ShardWriter shard = shards.of(environment);
            long ownership = shard.own();
            shard.prepare(topic.name());
            return readOn(environment, topic, from, listener, ownership);
        } catch (NotOwnerException e) {
            return new Read.Failed(String.valueOf(e.getMessage()));
        } catch (ExecutionException e) {
            return new Read.Failed(KafkaWords.of(e));
        } catch (InterruptException e) {
            throw new InterruptedException(); // the poller is being ended
        } catch (TimeoutException | KafkaException | ShardsUnknownException e) {
            return new Read.Failed(KafkaWords.of(e));
        }
    }

    private Read readOn(
            EnvironmentId environment,
            TopicSpec topic,
            long from,
            Listener listener,
            long ownership)
            throws InterruptedException, ExecutionException, TimeoutException {
        var partition = new TopicPartition(topic.name(), 0);
        long end = reading.ends(List.of(partition)).getOrDefault(partition, 0L);
        if (end < from) {
            return new Read.Failed("the topic " + topic.name() + " is shorter than it was");
        }
        try (var reader = clients.logReader("targets-" + environment)) {
            reader.assign(List.of(partition));
            long beginning =
                    reader.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
            reader.seek(partition, Math.max(from, beginning));
            reading.read(reader, partition, end, record -> tell(environment, record, listener));
            return new Read.Done(reader.position(partition), ownership);
        } catch (CommittedReader.EndNotReachedException e) {
            return new Read.Failed(
                    KafkaWords.of(e)
                            + leftOpen.told(List.of(partition))
                                    .map(told -> "; " + told)
                                    .orElse(""));
        }
    }

    private void tell(
            EnvironmentId environment, ConsumerRecord<byte[], byte[]> record, Listener listener) {
        switch (TargetCodec.decode(environment, KafkaRecords.read(record))) {
            case DecodedTarget.Understood(var target) -> listener.saved(target, record.timestamp());
            case DecodedTarget.Removed(var identifier) -> listener.removed(identifier);
            case DecodedTarget.Unreadable(var reason) -> {
                onUnreadable.run();
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
    public Written write(EnvironmentId environment, long ownership, List<TargetChange> changes)
            throws InterruptedException {
        String topic = catalogue.targets(environment, retention).name();
        Instant now = clock.instant();
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>(changes.size());
        long bytes = 0;
        for (TargetChange change : changes) {
            LogRecord record = encode(environment, change);
            byte[] value = record.value();
            bytes += value == null ? 0 : value.length;
            records.add(ChangeEncoder.record(topic, record, now));
        }
        return switch (write(environment, ownership, new RecordBatch(records, bytes))) {
            case WriteOutcome.Committed() -> new Written.Durable();
            case WriteOutcome.TooLarge(var reason) -> new Written.Failed(reason);
            case WriteOutcome.Refused(var reason) -> new Written.Failed(reason);
            case WriteOutcome.Lost(var reason) -> new Written.Failed(reason);
        };
    }

    private WriteOutcome write(EnvironmentId environment, long ownership, RecordBatch batch)
            throws InterruptedException {
        try {
            return shards.of(environment).write(ownership, batch);
        } catch (ShardsUnknownException e) {
            return new WriteOutcome.Lost(KafkaWords.of(e));
        }
    }

    private static LogRecord encode(EnvironmentId environment, TargetChange change) {
        return switch (change) {
            case TargetChange.Saved(var target) -> TargetCodec.encode(environment, target);
            case TargetChange.Removed(var identifier) ->
                    TargetCodec.encodeRemoved(environment, identifier);
        };
    }
}

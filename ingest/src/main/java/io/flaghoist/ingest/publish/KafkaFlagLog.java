package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.FlagLog;
import io.flaghoist.ingest.environment.KnownLog;
import io.flaghoist.ingest.environment.LogTail;
import io.flaghoist.ingest.environment.Pulse;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.ingest.settings.KafkaSettings;
import io.flaghoist.log.CommittedReader;
import io.flaghoist.log.KafkaContact;
import io.flaghoist.log.KafkaWords;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.log.transactions.LeftOpenTransactions;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.OrderKey;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log on Kafka: config and history, written by the environment's shard. */
public final class KafkaFlagLog implements FlagLog {
    private static final int MAX_CHANGES_PER_TRANSACTION = 500;
    private static final long MAX_BYTES_PER_TRANSACTION = 4L << 20;

    /** Logs read at the same time when many environments start together. */
    private static final int MAX_READERS = 8;

    private static final Logger LOG = LoggerFactory.getLogger(KafkaFlagLog.class);

    private final TopicCatalogue catalogue;
    private final TopicKeeper topics;
    private final Optional<Duration> targetsRetention;
    private final LogTailReader tails;
    private final Announced announced;
    private final LeftOpenTransactions leftOpen;
    private final ChangeEncoder encoder;
    private final Shards shards;
    private final LogWatch watch;
    private final KafkaContact contact;
    private final Duration answerTimeout;
    private final Semaphore readers = new Semaphore(MAX_READERS);
    private final Map<EnvironmentId, Runnable> waiting = new ConcurrentHashMap<>();

    /**
     * Touches nothing yet.
     *
     * @param targetsRetention of the targets topics that are created for edges; empty for none
     */
    public KafkaFlagLog(
            KafkaSettings settings,
            KafkaClients clients,
            Admin admin,
            TopicKeeper topics,
            Optional<Duration> targetsRetention,
            Shards shards,
            LeftOpenTransactions leftOpen,
            LogWatch watch,
            KafkaContact contact,
            Clock clock,
            IngestMetrics metrics) {
        this.answerTimeout = settings.answerTimeout().toJavaDuration();
        this.catalogue = new TopicCatalogue(settings.topicPrefix());
        this.topics = topics;
        this.targetsRetention = targetsRetention;
        var reading = new CommittedReader(admin, answerTimeout);
        this.tails = new LogTailReader(clients, reading, catalogue, metrics::unreadableRecord);
        this.announced = new Announced(clients, reading, catalogue);
        this.leftOpen = leftOpen;
        this.encoder = new ChangeEncoder(catalogue, clock);
        this.shards = shards;
        this.watch = watch;
        this.contact = contact;
    }

    @Override
    public Opened open(Pulse pulse, Optional<KnownLog> known) throws InterruptedException {
        Opened opened = openInTurn(pulse, known);
        if (opened instanceof Opened.Unavailable) {
            contact.failed();
            // Once for each environment, and before it waits: no sign of life may be missed.
            waiting.computeIfAbsent(
                    pulse.environment(),
                    _ -> {
                        Runnable onContact = pulse::kafkaAnswers;
                        contact.onContact(onContact);
                        return onContact;
                    });
        }
        return opened;
    }

    private Opened openInTurn(Pulse pulse, Optional<KnownLog> known) throws InterruptedException {
        if (!readers.tryAcquire(answerTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
            return new Opened.Unavailable("the logs of other environments are read before");
        }
        try {
            EnvironmentId environment = pulse.environment();
            return switch (topics.ensure(catalogue.of(environment))) {
                case TopicKeeper.Result.Ready() -> {
                    ensureTargetsTopic(environment);
                    yield own(pulse, known);
                }
                case TopicKeeper.Result.Faulty(var faults) ->
                        new Opened.Refused(String.join("; ", faults));
                case TopicKeeper.Result.Unavailable(var reason) -> new Opened.Unavailable(reason);
            };
        } finally {
            readers.release();
        }
    }

    /** For the edges; flags do not wait for it. */
    private void ensureTargetsTopic(EnvironmentId environment) throws InterruptedException {
        if (targetsRetention.isEmpty()) {
            return;
        }
        TopicSpec topic = catalogue.targets(environment, targetsRetention.get());
        switch (topics.ensure(List.of(topic))) {
            case TopicKeeper.Result.Ready() -> {}
            case TopicKeeper.Result.Faulty(var faults) ->
                    LOG.warn(
                            "edges cannot share large targets of environment {}: {}. Flags are not concerned",
                            environment,
                            String.join("; ", faults));
            case TopicKeeper.Result.Unavailable(var reason) ->
                    LOG.warn(
                            "topic {} could not be created: {}. It is tried again when this ingest next takes the environment over. Flags are not concerned",
                            topic.name(),
                            reason);
        }
    }

    private Opened own(Pulse pulse, Optional<KnownLog> known) throws InterruptedException {
        EnvironmentId environment = pulse.environment();
        try {
            ShardWriter shard = shards.of(environment);
            shard.beats().add(pulse);
            long ownership = shard.own();
            shard.prepare(catalogue.config(environment).name());
            shard.prepare(catalogue.history(environment).name());
            shard.prepare(catalogue.freshness().name());
            return announce(pulse, shard, read(environment, ownership, known));
        } catch (NotOwnerException e) {
            return new Opened.Refused(String.valueOf(e.getMessage()));
        } catch (ExecutionException e) {
            return new Opened.Unavailable(KafkaWords.of(e));
        } catch (InterruptException e) {
            throw new InterruptedException(); // the environment's worker is being ended
        } catch (TimeoutException | KafkaException | ShardsUnknownException e) {
            return new Opened.Unavailable(KafkaWords.of(e));
        }
    }

    /** A transaction that nobody will ever end would hide all that comes after it. */
    private OpenLog read(EnvironmentId environment, long ownership, Optional<KnownLog> known)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return tails.read(
                    environment,
                    ownership,
                    announced.of(environment, shards.count(), ownership),
                    known);
        } catch (CommittedReader.EndNotReachedException e) {
            List<TopicPartition> partitions =
                    catalogue.of(environment).stream()
                            .map(topic -> new TopicPartition(topic.name(), 0))
                            .toList();
            throw new TimeoutException(
                    e.getMessage() + leftOpen.told(partitions).map(told -> "; " + told).orElse(""));
        }
    }

    /** Readers know an epoch before they meet its first change. */
    private Opened announce(Pulse pulse, ShardWriter shard, OpenLog open)
            throws InterruptedException {
        LogTail tail = open.tail();
        Heartbeat first = pulse.announcement(tail, open.isAsKnown());
        return switch (shard.announce(tail.ownership(), pulse, first)) {
            case WriteOutcome.Committed() -> {
                announced.announce(pulse.environment(), shards.count(), first.position());
                watch.follow(pulse, open.next());
                yield new Opened.Owned(tail, open.repairs(), open.isAsKnown());
            }
            case WriteOutcome.TooLarge(var reason) -> new Opened.Refused(reason);
            case WriteOutcome.Refused(var reason) -> new Opened.Refused(reason);
            case WriteOutcome.Lost(var reason) -> new Opened.Unavailable(reason);
        };
    }

    @Override
    public void release(Pulse pulse) {
        shards.release(pulse);
        watch.forget(pulse.environment());
        Runnable onContact = waiting.remove(pulse.environment());
        if (onContact != null) {
            contact.forget(onContact);
        }
    }

    @Override
    public Optional<Problem> cannotWrite(Pulse pulse) {
        return shards.cannotWrite(pulse);
    }

    @Override
    public Appended append(LogTail tail, List<PlannedChange> changes, Cause cause)
            throws InterruptedException {
        return appendAll(
                tail,
                Chunks.of(changes, MAX_CHANGES_PER_TRANSACTION, MAX_BYTES_PER_TRANSACTION),
                cause);
    }

    @Override
    public Appended appendOrdered(
            LogTail tail, List<PlannedChange> changes, Cause cause, Optional<OrderKey> settled)
            throws InterruptedException {
        EnvironmentId environment = tail.image().environment();
        EnvironmentImage durable = tail.image();
        try {
            ShardWriter shard = shards.of(environment);
            // Inside a transaction all environments of the shard would wait for its metadata.
            settled.ifPresent(_ -> shard.prepare(catalogue.control().name()));
        } catch (InterruptException e) {
            throw new InterruptedException(); // the environment's worker is being ended
        } catch (KafkaException | ShardsUnknownException e) {
            return new Appended.Refused(
                    "the control topic cannot be written: " + KafkaWords.of(e), durable);
        }
        EncodedChunk encoded = encoder.encodeOrdered(tail, changes, cause, settled);
        watch.expect(environment, encoded.own());
        return switch (write(environment, tail.ownership(), encoded.batch())) {
            case WriteOutcome.Committed() -> new Appended.Durable(encoded.after(), Map.of());
            case WriteOutcome.TooLarge(var reason) -> new Appended.Refused(reason, durable);
            case WriteOutcome.Refused(var reason) -> new Appended.Refused(reason, durable);
            case WriteOutcome.Lost(var reason) ->
                    new Appended.Lost(reason, durable, encoded.after().image());
        };
    }

    private Appended appendAll(LogTail tail, List<List<PlannedChange>> chunks, Cause cause)
            throws InterruptedException {
        var refused = new HashMap<DocumentKey, String>();
        LogTail end = tail;
        for (List<PlannedChange> chunk : chunks) {
            switch (appendChunk(end, chunk, cause)) {
                case Appended.Durable(var after, var some) -> {
                    end = after;
                    refused.putAll(some);
                }
                case Appended.Refused other -> {
                    return other;
                }
                case Appended.Lost other -> {
                    return other;
                }
            }
        }
        return new Appended.Durable(end, refused);
    }

    private Appended appendChunk(LogTail tail, List<PlannedChange> chunk, Cause cause)
            throws InterruptedException {
        EnvironmentId environment = tail.image().environment();
        EncodedChunk encoded = encoder.encode(tail, chunk, cause);
        EnvironmentImage durable = tail.image();
        watch.expect(environment, encoded.own());
        return switch (write(environment, tail.ownership(), encoded.batch())) {
            case WriteOutcome.Committed() -> new Appended.Durable(encoded.after(), Map.of());
            case WriteOutcome.TooLarge(var reason) ->
                    chunk.size() == 1
                            ? new Appended.Durable(tail, Map.of(chunk.getFirst().key(), reason))
                            // One change is too large for Kafka; the others are not to blame.
                            : appendAll(tail, chunk.stream().map(List::of).toList(), cause);
            case WriteOutcome.Refused(var reason) -> new Appended.Refused(reason, durable);
            case WriteOutcome.Lost(var reason) ->
                    new Appended.Lost(reason, durable, encoded.after().image());
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
}

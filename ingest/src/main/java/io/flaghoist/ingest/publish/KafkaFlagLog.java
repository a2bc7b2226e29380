package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.EnvironmentOwner;
import io.flaghoist.ingest.environment.FlagLog;
import io.flaghoist.ingest.environment.KnownLog;
import io.flaghoist.ingest.environment.LogTail;
import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.log.CommittedReader;
import io.flaghoist.log.KafkaWords;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.OrderKey;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.Problem;
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

    private final KafkaDependencies kafka;
    private final TopicCatalogue catalogue;
    private final Optional<Duration> targetsRetention;
    private final LogTailReader tails;
    private final AnnouncedPositions announced;
    private final ChangeEncoder encoder;
    private final Shards shards;
    private final LogWatch watch;
    private final Semaphore readers = new Semaphore(MAX_READERS);
    private final Map<EnvironmentId, Runnable> waiting = new ConcurrentHashMap<>();

    /**
     * Touches nothing yet.
     *
     * @param targetsRetention of the targets topics that are created for edges; empty for none
     */
    public KafkaFlagLog(
            KafkaDependencies kafka,
            Optional<Duration> targetsRetention,
            Shards shards,
            LogWatch watch) {
        this.kafka = kafka;
        this.catalogue = kafka.catalogue();
        this.targetsRetention = targetsRetention;
        var reading = new CommittedReader(kafka.admin(), kafka.answerTimeout());
        this.tails =
                new LogTailReader(
                        kafka.clients(), reading, catalogue, kafka.metrics()::unreadableRecord);
        this.announced = new AnnouncedPositions(kafka.clients(), reading, catalogue);
        this.encoder = new ChangeEncoder(catalogue, kafka.clock());
        this.shards = shards;
        this.watch = watch;
    }

    @Override
    public void acquire(EnvironmentId environment) {
        shards.acquire(environment);
    }

    @Override
    public Opened open(EnvironmentOwner owner, Optional<KnownLog> known)
            throws InterruptedException {
        Opened opened = openInTurn(owner, known);
        if (opened instanceof Opened.Unavailable) {
            kafka.contact().failed();
            // Once for each environment, and before it waits: no sign of life may be missed.
            waiting.computeIfAbsent(
                    owner.environment(),
                    _ -> {
                        Runnable onContact = owner::kafkaAnswers;
                        kafka.contact().onContact(onContact);
                        return onContact;
                    });
        }
        return opened;
    }

    private Opened openInTurn(EnvironmentOwner owner, Optional<KnownLog> known)
            throws InterruptedException {
        if (!readers.tryAcquire(kafka.answerTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
            return new Opened.Unavailable("the logs of other environments are read before");
        }
        try {
            EnvironmentId environment = owner.environment();
            return switch (kafka.topics().ensure(catalogue.of(environment))) {
                case TopicKeeper.Result.Ready() -> {
                    ensureTargetsTopic(environment);
                    yield own(owner, known);
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
        switch (kafka.topics().ensure(List.of(topic))) {
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

    private Opened own(EnvironmentOwner owner, Optional<KnownLog> known)
            throws InterruptedException {
        EnvironmentId environment = owner.environment();
        try {
            ShardWriter shard = shards.of(environment);
            shard.heartbeats().add(owner);
            long ownership = shards.own(environment).ownership();
            shard.prepare(catalogue.config(environment).name());
            shard.prepare(catalogue.history(environment).name());
            shard.prepare(catalogue.freshness().name());
            return announce(owner, shard, read(environment, ownership, known));
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

    /** A hanging transaction would hide all that comes after it. */
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
                    e.getMessage()
                            + kafka.leftOpen()
                                    .told(partitions)
                                    .map(told -> "; " + told)
                                    .orElse(""));
        }
    }

    /** Readers know an epoch before they meet its first change. */
    private Opened announce(EnvironmentOwner owner, ShardWriter shard, OpenLog open)
            throws InterruptedException {
        LogTail tail = open.tail();
        Heartbeat first = owner.announcement(tail, open.isAsKnown());
        return switch (shard.announce(tail.ownership(), owner, first)) {
            case WriteOutcome.Committed() -> {
                announced.announce(owner.environment(), shards.count(), first.position());
                watch.follow(owner, open.next());
                yield new Opened.Owned(tail, open.repairs(), open.isAsKnown());
            }
            case WriteOutcome.TooLarge(var reason) -> new Opened.Refused(reason);
            case WriteOutcome.Refused(var reason) -> new Opened.Refused(reason);
            case WriteOutcome.Lost(var reason) -> new Opened.Unavailable(reason);
        };
    }

    @Override
    public void release(EnvironmentOwner owner) {
        shards.release(owner);
        watch.forget(owner.environment());
        Runnable onContact = waiting.remove(owner.environment());
        if (onContact != null) {
            kafka.contact().forget(onContact);
        }
    }

    @Override
    public Optional<Problem> cannotWrite(EnvironmentOwner owner) {
        return shards.cannotWrite(owner);
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
        try {
            ShardWriter shard = shards.of(tail.image().environment());
            // Inside a transaction all environments of the shard would wait for its metadata.
            settled.ifPresent(_ -> shard.prepare(catalogue.control().name()));
        } catch (InterruptException e) {
            throw new InterruptedException(); // the environment's worker is being ended
        } catch (KafkaException | ShardsUnknownException e) {
            return new Appended.Refused(
                    "the control topic cannot be written: " + KafkaWords.of(e), tail.image());
        }
        EncodedChunk encoded = encoder.encodeOrdered(tail, changes, cause, settled);
        return appended(write(tail, encoded), tail, encoded);
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
        EncodedChunk encoded = encoder.encode(tail, chunk, cause);
        WriteOutcome outcome = write(tail, encoded);
        if (outcome instanceof WriteOutcome.TooLarge(var reason)) {
            return chunk.size() == 1
                    ? new Appended.Durable(tail, Map.of(chunk.getFirst().key(), reason))
                    // One change is too large for Kafka; the others are not to blame.
                    : appendAll(tail, chunk.stream().map(List::of).toList(), cause);
        }
        return appended(outcome, tail, encoded);
    }

    private WriteOutcome write(LogTail tail, EncodedChunk encoded) throws InterruptedException {
        EnvironmentId environment = tail.image().environment();
        watch.expect(environment, encoded.own());
        return shards.write(environment, tail.ownership(), encoded.batch());
    }

    private static Appended appended(WriteOutcome outcome, LogTail tail, EncodedChunk encoded) {
        return switch (outcome) {
            case WriteOutcome.Committed() -> new Appended.Durable(encoded.after(), Map.of());
            case WriteOutcome.TooLarge(var reason) -> new Appended.Refused(reason, tail.image());
            case WriteOutcome.Refused(var reason) -> new Appended.Refused(reason, tail.image());
            case WriteOutcome.Lost(var reason) ->
                    new Appended.Lost(reason, tail.image(), encoded.after().image());
        };
    }
}

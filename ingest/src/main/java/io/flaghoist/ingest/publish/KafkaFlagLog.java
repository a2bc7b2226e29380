package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.EnvironmentOwner;
import io.flaghoist.ingest.environment.FlagLog;
import io.flaghoist.ingest.environment.FlagLog.KnownLog;
import io.flaghoist.ingest.environment.LogTail;
import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.ingest.reconcile.PlannedChange;
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
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log on Kafka: config and history, written by the environment's shard. */
final class KafkaFlagLog implements FlagLog {
    private static final int MAX_CHANGES_PER_TRANSACTION = 500;
    private static final long MAX_BYTES_PER_TRANSACTION = 4L << 20;

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
    private final TopicOpener opener;
    private final Map<EnvironmentId, Runnable> waiting = new ConcurrentHashMap<>();

    /**
     * Touches nothing yet.
     *
     * @param targetsRetention of the targets topics that are created for edges; empty for none
     */
    KafkaFlagLog(
            KafkaDependencies kafka,
            Optional<Duration> targetsRetention,
            Shards shards,
            LogWatch watch) {
        this.kafka = kafka;
        this.catalogue = kafka.catalogue();
        this.targetsRetention = targetsRetention;
        this.tails = new LogTailReader(kafka);
        this.announced = new AnnouncedPositions(kafka);
        this.encoder = new ChangeEncoder(kafka);
        this.shards = shards;
        this.watch = watch;
        this.opener = new TopicOpener(kafka, MAX_READERS);
    }

    @Override
    public void acquire(EnvironmentId environment) {
        shards.acquire(environment);
    }

    @Override
    public Opened open(EnvironmentOwner owner, Optional<KnownLog> known)
            throws InterruptedException {
        EnvironmentId environment = owner.environment();
        try {
            return opener.open(
                    catalogue.of(environment),
                    () -> {
                        ensureTargetsTopic(environment);
                        return own(owner, known);
                    });
        } catch (LogUnavailableException e) {
            if (e.isRefused()) {
                return new Opened.Refused(e.reason());
            }
            kafka.contact().failed();
            // Once for each environment, and before it waits: no sign of life may be missed.
            waiting.computeIfAbsent(
                    environment,
                    _ -> {
                        Runnable onContact = owner::kafkaAnswers;
                        kafka.contact().onContact(onContact);
                        return onContact;
                    });
            return new Opened.Unavailable(e.reason());
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

    private Opened.Owned own(EnvironmentOwner owner, Optional<KnownLog> known)
            throws LogUnavailableException,
                    InterruptedException,
                    ExecutionException,
                    TimeoutException {
        EnvironmentId environment = owner.environment();
        ShardWriter shard = shards.of(environment);
        shard.heartbeats().add(owner);
        long ownership = shards.own(environment).ownership();
        shard.prepare(catalogue.config(environment).name());
        shard.prepare(catalogue.history(environment).name());
        shard.prepare(catalogue.freshness().name());
        LogTailReader.OpenLog open =
                tails.read(
                        environment,
                        ownership,
                        announced.of(environment, shards.count(), ownership),
                        known);
        announce(owner, shard, open);
        return new Opened.Owned(open.tail(), open.repairs(), open.isAsKnown());
    }

    /** Readers know an epoch before they meet its first change. */
    private void announce(EnvironmentOwner owner, ShardWriter shard, LogTailReader.OpenLog open)
            throws LogUnavailableException, InterruptedException {
        LogTail tail = open.tail();
        Heartbeat first = owner.announcement(tail, open.isAsKnown());
        switch (shard.announce(tail.ownership(), owner, first)) {
            case WriteOutcome.Committed() -> {
                announced.announce(owner.environment(), shards.count(), first.position());
                watch.follow(owner, open.next());
            }
            case WriteOutcome.Lost(var reason) -> throw LogUnavailableException.unavailable(reason);
            case WriteOutcome.Failed failed ->
                    throw LogUnavailableException.refused(failed.reason());
        }
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
                ChangeEncoder.chunks(
                        changes, MAX_CHANGES_PER_TRANSACTION, MAX_BYTES_PER_TRANSACTION),
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
        } catch (KafkaException e) {
            return notToControl(KafkaWords.of(e), tail);
        } catch (LogUnavailableException e) {
            return notToControl(e.reason(), tail);
        }
        ChangeEncoder.EncodedChunk encoded = encoder.encodeOrdered(tail, changes, cause, settled);
        return appended(write(tail, encoded), tail, encoded);
    }

    private static Appended notToControl(String why, LogTail tail) {
        return new Appended.Refused("the control topic cannot be written: " + why, tail.image());
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
        ChangeEncoder.EncodedChunk encoded = encoder.encode(tail, chunk, cause);
        WriteOutcome outcome = write(tail, encoded);
        if (outcome instanceof WriteOutcome.TooLarge(var reason)) {
            return chunk.size() == 1
                    ? new Appended.Durable(tail, Map.of(chunk.getFirst().key(), reason))
                    // One change is too large for Kafka; the others are not to blame.
                    : appendAll(tail, chunk.stream().map(List::of).toList(), cause);
        }
        return appended(outcome, tail, encoded);
    }

    private WriteOutcome write(LogTail tail, ChangeEncoder.EncodedChunk encoded)
            throws InterruptedException {
        EnvironmentId environment = tail.image().environment();
        watch.expect(environment, encoded.own());
        return shards.write(environment, tail.ownership(), encoded.batch());
    }

    private static Appended appended(
            WriteOutcome outcome, LogTail tail, ChangeEncoder.EncodedChunk encoded) {
        return switch (outcome) {
            case WriteOutcome.Committed() -> new Appended.Durable(encoded.after(), Map.of());
            case WriteOutcome.Lost(var reason) ->
                    new Appended.Lost(reason, tail.image(), encoded.after().image());
            case WriteOutcome.Failed failed -> new Appended.Refused(failed.reason(), tail.image());
        };
    }
}

package io.flaghoist.ingest.publish;

import io.flaghoist.follower.CommittedReader;
import io.flaghoist.ingest.environment.FlagLog;
import io.flaghoist.ingest.environment.LogTail;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.ingest.settings.KafkaSettings;
import io.flaghoist.ingest.topics.TopicKeeper;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.transactions.LeftOpenTransactions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
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
    private final LeftOpenTransactions leftOpen;
    private final ChangeEncoder encoder;
    private final Shards shards;
    private final Semaphore readers = new Semaphore(MAX_READERS);

    /**
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
            Clock clock,
            IngestMetrics metrics) {
        this.catalogue = new TopicCatalogue(settings.topicPrefix());
        this.topics = topics;
        this.targetsRetention = targetsRetention;
        this.tails =
                new LogTailReader(
                        clients,
                        new CommittedReader(admin, settings.answerTimeout().toJavaDuration()),
                        catalogue,
                        metrics::unreadableRecord);
        this.leftOpen = leftOpen;
        this.encoder = new ChangeEncoder(catalogue, clock);
        this.shards = shards;
    }

    @Override
    public Opened open(EnvironmentId environment) throws InterruptedException {
        readers.acquire();
        try {
            return switch (topics.ensure(catalogue.of(environment))) {
                case TopicKeeper.Result.Ready() -> {
                    ensureTargetsTopic(environment);
                    yield own(environment);
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

    private Opened own(EnvironmentId environment) throws InterruptedException {
        try {
            ShardWriter shard = shards.of(environment);
            long ownership = shard.own();
            shard.prepare(catalogue.config(environment).name());
            shard.prepare(catalogue.history(environment).name());
            return read(environment, ownership);
        } catch (NotOwnerException e) {
            return new Opened.Refused(String.valueOf(e.getMessage()));
        } catch (ExecutionException e) {
            return new Opened.Unavailable(words(Objects.requireNonNullElse(e.getCause(), e)));
        } catch (InterruptException e) {
            throw new InterruptedException(); // the environment's worker is being ended
        } catch (TimeoutException | KafkaException e) {
            return new Opened.Unavailable(words(e));
        }
    }

    /** A transaction that nobody will ever end would hide all that comes after it. */
    private Opened read(EnvironmentId environment, long ownership)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return new Opened.Owned(tails.read(environment, ownership));
        } catch (CommittedReader.EndNotReachedException e) {
            List<TopicPartition> partitions =
                    catalogue.of(environment).stream()
                            .map(topic -> new TopicPartition(topic.name(), 0))
                            .toList();
            return new Opened.Unavailable(
                    words(e) + leftOpen.told(partitions).map(told -> "; " + told).orElse(""));
        }
    }

    @Override
    public Appended append(LogTail tail, List<PlannedChange> changes, Cause cause)
            throws InterruptedException {
        var refused = new HashMap<DocumentKey, String>();
        LogTail end = tail;
        for (List<PlannedChange> chunk :
                Chunks.of(changes, MAX_CHANGES_PER_TRANSACTION, MAX_BYTES_PER_TRANSACTION)) {
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
        EnvironmentId environment = tail.image().environment();
        return switch (shards.of(environment).write(tail.ownership(), encoded.batch())) {
            case WriteOutcome.Committed() -> new Appended.Durable(encoded.after(), Map.of());
            case WriteOutcome.TooLarge(var reason) ->
                    chunk.size() == 1
                            ? new Appended.Durable(tail, Map.of(chunk.getFirst().key(), reason))
                            : oneByOne(tail, chunk, cause);
            case WriteOutcome.Refused(var reason) -> new Appended.Refused(reason);
            case WriteOutcome.Lost(var reason) -> new Appended.Lost(reason);
        };
    }

    /** One change is too large for Kafka; the others are not to blame. */
    private Appended oneByOne(LogTail tail, List<PlannedChange> chunk, Cause cause)
            throws InterruptedException {
        var refused = new HashMap<DocumentKey, String>();
        LogTail end = tail;
        for (PlannedChange change : chunk) {
            switch (appendChunk(end, List.of(change), cause)) {
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

    private static String words(Throwable e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}

package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.EnvironmentOwner;
import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.ingest.kafka.KafkaSettings;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The writers that share out the environments by their id, not by the API key that found them: two
 * keys of one environment must never lead to two writers. There are as many as the freshness topic
 * has partitions, which is unknown before Kafka has answered.
 */
final class Shards implements AutoCloseable {
    /** An abandoned transaction blocks readers for this long. */
    private static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;

    private final KafkaDependencies kafka;
    private final TopicCatalogue catalogue;
    private final Set<EnvironmentId> acquired = ConcurrentHashMap.newKeySet();
    private volatile List<ShardWriter> writers = List.of();
    private boolean closed;

    Shards(KafkaDependencies kafka) {
        this.kafka = kafka;
        this.catalogue = kafka.catalogue();
    }

    /** This process may own the environment, until {@link #release}. */
    void acquire(EnvironmentId environment) {
        acquired.add(environment);
    }

    /** An ownership of the shard of an environment. */
    record Owned(ShardWriter shard, long ownership) {}

    /**
     * Makes this process the writer of an environment's shard, unless it is already.
     *
     * @throws LogUnavailableException when another instance owns the environment, or shall
     */
    Owned own(EnvironmentId environment)
            throws LogUnavailableException, InterruptedException, TimeoutException {
        ShardWriter shard = of(environment);
        requireAcquired(environment);
        long ownership = shard.own();
        if (!acquired.contains(environment)) { // it was released meanwhile
            shard.giveUpIfIdle();
        }
        requireAcquired(environment);
        return new Owned(shard, ownership);
    }

    private void requireAcquired(EnvironmentId environment) throws LogUnavailableException {
        if (!acquired.contains(environment)) {
            throw LogUnavailableException.refused("this ingest has released the environment");
        }
    }

    /**
     * The one writer of an environment's topics; blocks while it is not known how many there are.
     *
     * @throws LogUnavailableException when Kafka does not say
     */
    ShardWriter of(EnvironmentId environment) throws LogUnavailableException, InterruptedException {
        if (writers.isEmpty()) {
            learn();
        }
        List<ShardWriter> known = writers;
        return known.get(TopicCatalogue.shardOf(environment, known.size()));
    }

    private synchronized void learn() throws LogUnavailableException, InterruptedException {
        if (closed) {
            throw LogUnavailableException.unavailable("ingest stops");
        }
        // Older owners have announced themselves there.
        if (writers.isEmpty()
                && kafka.topics().ensure(List.of(catalogue.status()))
                        instanceof TopicKeeper.Result.Unavailable(var reason)) {
            throw LogUnavailableException.unavailable(reason);
        }
        if (writers.isEmpty()) {
            switch (kafka.topics().partitions(catalogue.freshness())) {
                case TopicKeeper.Partitions.Known(var count) -> {
                    List<ShardWriter> started =
                            IntStream.range(0, count).mapToObj(this::writer).toList();
                    started.forEach(ShardWriter::start);
                    writers = started;
                }
                case TopicKeeper.Partitions.Unknown(var reason) ->
                        throw LogUnavailableException.unavailable(reason);
            }
        }
    }

    private ShardWriter writer(int shard) {
        return new ShardWriter(
                "shard-" + shard,
                () -> producer(kafka.clients(), kafka.settings(), shard),
                new ShardHeartbeats(catalogue.freshness().name(), shard),
                kafka);
    }

    /** Its {@code transactional.id} fences the shard's other owners. */
    static Producer<byte[], byte[]> producer(
            KafkaClients clients, KafkaSettings settings, int shard) {
        return clients.producer(
                "shard-" + shard,
                Map.of(
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        settings.topicPrefix() + "-ingest-shard-" + shard,
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        TRANSACTION_TIMEOUT_MILLIS));
    }

    /** Writes a batch in a transaction of the environment's shard; blocks. */
    WriteOutcome write(EnvironmentId environment, long ownership, RecordBatch batch)
            throws InterruptedException {
        try {
            return of(environment).write(ownership, batch);
        } catch (LogUnavailableException e) {
            return new WriteOutcome.Lost(e.reason());
        }
    }

    /** The number of shards; 0 while unknown. */
    int count() {
        return writers.size();
    }

    /** The topics that exist once, as they must be. */
    List<TopicSpec> topics() {
        TopicSpec freshness = freshness();
        return catalogue.shared().stream()
                .map(topic -> topic.name().equals(freshness.name()) ? freshness : topic)
                .toList();
    }

    /** The freshness topic keeps the number of partitions that it had when this ingest began. */
    private TopicSpec freshness() {
        TopicSpec byDefault = catalogue.freshness();
        int known = count();
        return known == 0
                ? byDefault
                : new TopicSpec(
                        byDefault.name(),
                        byDefault.key(),
                        byDefault.cleanup(),
                        known,
                        byDefault.retention(),
                        byDefault.segment(),
                        byDefault.appendTime());
    }

    /**
     * That the freshness topic has other partitions than this ingest shares environments out to.
     */
    Optional<String> fault() {
        int known = count();
        try {
            return known != 0
                            && kafka.topics().partitions(freshness())
                                    instanceof TopicKeeper.Partitions.Known(var now)
                            && now != known
                    ? Optional.of(
                            "topic %s has %d partitions, and this ingest began with %d: stop all instances of ingest, then start them again"
                                    .formatted(freshness().name(), now, known))
                    : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the calling loop is being closed
            return Optional.empty();
        }
    }

    /** That an environment's writer cannot write, and since when; any thread. */
    Optional<Problem> cannotWrite(EnvironmentOwner owner) {
        List<ShardWriter> known = writers;
        return known.isEmpty()
                ? Optional.empty()
                : known.get(TopicCatalogue.shardOf(owner.environment(), known.size()))
                        .cannotWrite();
    }

    /** Whether all shards that have environments here can be written to. */
    boolean canWrite() {
        List<ShardWriter> known = writers;
        return !known.isEmpty() && known.stream().allMatch(ShardWriter::canWrite);
    }

    /** Another instance can own the environment after this. */
    void release(EnvironmentOwner owner) {
        acquired.remove(owner.environment());
        List<ShardWriter> known = writers;
        if (!known.isEmpty()) {
            known.get(TopicCatalogue.shardOf(owner.environment(), known.size())).release(owner);
        }
    }

    /** Finishes what is being committed, then gives the shards up. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        writers.forEach(ShardWriter::close);
    }
}

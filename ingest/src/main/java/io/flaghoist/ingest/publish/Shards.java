package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.Pulse;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.settings.KafkaSettings;
import io.flaghoist.log.KafkaContact;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.Problem;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The writers that share out the environments by their id, not by the API key that found them: two
 * keys of one environment must never lead to two writers. There are as many as the freshness topic
 * has partitions, which nobody knows before Kafka has answered.
 */
public final class Shards implements AutoCloseable {
    /** An abandoned transaction blocks readers for this long. */
    private static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;

    private final KafkaSettings settings;
    private final KafkaClients clients;
    private final TopicKeeper topics;
    private final TopicCatalogue catalogue;
    private final IngestMetrics metrics;
    private final KafkaContact contact;
    private final Supervisor supervisor;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private volatile List<ShardWriter> writers = List.of();
    private boolean closed;

    public Shards(
            KafkaSettings settings,
            KafkaClients clients,
            TopicKeeper topics,
            IngestMetrics metrics,
            KafkaContact contact,
            Supervisor supervisor,
            Clock clock,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.clients = clients;
        this.topics = topics;
        this.catalogue = new TopicCatalogue(settings.topicPrefix());
        this.metrics = metrics;
        this.contact = contact;
        this.supervisor = supervisor;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * The one writer of an environment's topics; blocks while it is not known how many there are.
     *
     * @throws ShardsUnknownException when Kafka does not say
     */
    ShardWriter of(EnvironmentId environment) throws ShardsUnknownException, InterruptedException {
        if (writers.isEmpty()) {
            learn();
        }
        List<ShardWriter> known = writers;
        return known.get(TopicCatalogue.shardOf(environment, known.size()));
    }

    private synchronized void learn() throws ShardsUnknownException, InterruptedException {
        if (closed) {
            throw new ShardsUnknownException("ingest stops");
        }
        // Older owners have announced themselves there.
        if (writers.isEmpty()
                && topics.ensure(List.of(catalogue.status()))
                        instanceof TopicKeeper.Result.Unavailable(var reason)) {
            throw new ShardsUnknownException(reason);
        }
        if (writers.isEmpty()) {
            switch (topics.partitions(catalogue.freshness())) {
                case TopicKeeper.Partitions.Known(var count) -> {
                    List<ShardWriter> started =
                            IntStream.range(0, count).mapToObj(this::writer).toList();
                    started.forEach(ShardWriter::start);
                    writers = started;
                }
                case TopicKeeper.Partitions.Unknown(var reason) ->
                        throw new ShardsUnknownException(reason);
            }
        }
    }

    private ShardWriter writer(int shard) {
        return new ShardWriter(
                "shard-" + shard,
                new Beats(catalogue.freshness().name(), shard),
                new ShardDependencies(
                        () -> producer(clients, settings, shard),
                        settings.takeoverPause().toJavaDuration(),
                        settings.answerTimeout().toJavaDuration(),
                        clock,
                        nanoTime,
                        metrics::transaction,
                        contact,
                        supervisor));
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

    /** How many there are; 0 while nobody knows. */
    int count() {
        return writers.size();
    }

    /** The topics that exist once, as they must be. */
    public List<TopicSpec> topics() {
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
    public Optional<String> fault() {
        int known = count();
        try {
            return known != 0
                            && topics.partitions(freshness())
                                    instanceof TopicKeeper.Partitions.Known(var now)
                            && now != known
                    ? Optional.of(
                            "topic %s has %d partitions, and this ingest began with %d: stop all instances of ingest, then start them again"
                                    .formatted(freshness().name(), now, known))
                    : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever asks is being ended
            return Optional.empty();
        }
    }

    /** That an environment's writer cannot write, and since when; any thread. */
    Optional<Problem> cannotWrite(Pulse pulse) {
        List<ShardWriter> known = writers;
        return known.isEmpty()
                ? Optional.empty()
                : known.get(TopicCatalogue.shardOf(pulse.environment(), known.size()))
                        .cannotWrite();
    }

    /** Whether all shards that have environments here can be written to. */
    public boolean canWrite() {
        List<ShardWriter> known = writers;
        return !known.isEmpty() && known.stream().allMatch(ShardWriter::canWrite);
    }

    void release(Pulse pulse) {
        writers.forEach(writer -> writer.beats().remove(pulse));
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

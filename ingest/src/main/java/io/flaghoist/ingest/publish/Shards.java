package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.settings.KafkaSettings;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The writers that share out the environments by their id, not by the API key that found them: two
 * keys of one environment must never lead to two writers.
 */
public final class Shards implements AutoCloseable {
    private final List<ShardWriter> writers;

    public Shards(KafkaSettings settings, KafkaClients clients, IngestMetrics metrics) {
        this.writers =
                IntStream.range(0, settings.shards())
                        .mapToObj(shard ->
                                new ShardWriter(
                                        "shard-" + shard,
                                        () -> clients.shardProducer(shard),
                                        settings.takeoverPause().toJavaDuration(),
                                        System::nanoTime,
                                        metrics::transaction))
                        .toList();
    }

    public void start() {
        writers.forEach(ShardWriter::start);
    }

    /** The one writer of an environment's topics. */
    ShardWriter of(EnvironmentId environment) {
        return writers.get(TopicCatalogue.shardOf(environment, writers.size()));
    }

    /** Finishes what is being committed, then gives the shards up. */
    @Override
    public void close() {
        writers.forEach(ShardWriter::close);
    }
}

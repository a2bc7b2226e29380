package io.flaghoist.aggregator.topology;

import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.aggregator.settings.WindowSettings;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.LastEvaluated;
import io.flaghoist.schemas.metrics.MetricsBatch;
import io.flaghoist.schemas.metrics.MetricsCodec;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * From the metrics topic to the outbox and the last-evaluated topic. Nothing is repartitioned: the
 * metrics topic is keyed by environment, and so is everything that is kept.
 */
public final class AggregatorTopology {
    private AggregatorTopology() {}

    /** Builds it; its stores are in memory, and their changelogs in Kafka. */
    public static Topology of(
            TopicCatalogue topics, WindowSettings settings, AggregatorMetrics metrics) {
        var topology = new Topology();
        topology.addSource(
                "groups",
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.metrics().name());
        topology.addProcessor("deduplicate", () -> new Deduplicate(settings, metrics), "groups");
        topology.addProcessor("sum", () -> new Sum(settings, metrics), "deduplicate");
        topology.addProcessor(
                "keep-last-evaluated", () -> new KeepLastEvaluated(settings, metrics), "sum");
        topology.addStateStore(store(Deduplicate.STORE), "deduplicate");
        topology.addStateStore(store(Sum.STORE), "sum");
        topology.addStateStore(store(KeepLastEvaluated.STORE), "keep-last-evaluated");
        topology.addSink(
                "batches",
                topics.metricsBatches().name(),
                environments(),
                records((MetricsBatch batch) -> MetricsCodec.encode(batch)),
                "sum");
        topology.addSink(
                "last-evaluated",
                topics.lastEvaluated().name(),
                new StringSerializer(),
                records((LastEvaluated last) -> MetricsCodec.encode(last)),
                "keep-last-evaluated");
        return topology;
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray());
    }

    private static Serializer<EnvironmentId> environments() {
        return (_, environment) -> environment.value().getBytes(StandardCharsets.UTF_8);
    }

    /** The value of the record that {@code codec} makes, and its headers. */
    private static <T> Serializer<T> records(Function<T, LogRecord> codec) {
        return new Serializer<>() {
            @Override
            public byte @Nullable [] serialize(String topic, T data) {
                return codec.apply(data).value();
            }

            @Override
            public byte @Nullable [] serialize(String topic, Headers headers, T data) {
                LogRecord record = codec.apply(data);
                record.headers().forEach((name, value) -> headers.add(name, value));
                return record.value();
            }
        };
    }
}

package io.flaghoist.aggregator.topology;

import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.aggregator.metrics.Rates;
import io.flaghoist.aggregator.settings.WindowSettings;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.DecodedMetrics;
import io.flaghoist.schemas.metrics.LastEvaluated;
import io.flaghoist.schemas.metrics.MetricsBatch;
import io.flaghoist.schemas.metrics.MetricsCodec;
import io.flaghoist.schemas.metrics.MetricsGroup;
import io.flaghoist.schemas.metrics.SeenTarget;
import io.flaghoist.schemas.metrics.Usage;
import io.flaghoist.schemas.metrics.UsageKey;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The topology without Kafka, and with a clock that the test moves. */
final class TestTopology implements AutoCloseable {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:10Z");
    static final EnvironmentId ENVIRONMENT = new EnvironmentId("env-1");

    final AggregatorMetrics metrics =
            new AggregatorMetrics(new PrometheusRegistry(), new Rates(System::nanoTime));
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> groups;
    private final TestOutputTopic<byte[], byte[]> batches;
    private final TestOutputTopic<byte[], byte[]> lastEvaluated;

    TestTopology(WindowSettings settings) {
        var topics = new TopicCatalogue("flaghoist");
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:9");
        this.driver =
                new TopologyTestDriver(
                        AggregatorTopology.of(topics, settings, metrics), properties, BEGIN);
        this.groups =
                driver.createInputTopic(
                        topics.metrics().name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        this.batches = output(topics.metricsBatches().name());
        this.lastEvaluated = output(topics.lastEvaluated().name());
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(
                topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    void pass(Duration time) {
        driver.advanceWallClockTime(time);
    }

    void send(MetricsGroup group) {
        send(MetricsCodec.encode(group));
    }

    void send(LogRecord record) {
        var headers = new RecordHeaders();
        record.headers().forEach(headers::add);
        groups.pipeInput(new TestRecord<>(record.key(), record.value(), headers));
    }

    /** What was written since it was asked last. */
    List<MetricsBatch> batches() {
        var read = new ArrayList<MetricsBatch>();
        for (TestRecord<byte[], byte[]> record : batches.readRecordsToList()) {
            read.add(understood(MetricsCodec.decodeBatch(frame(record))));
        }
        return read;
    }

    /** What was written since it was asked last. */
    List<LastEvaluated> lastEvaluated() {
        var read = new ArrayList<LastEvaluated>();
        for (TestRecord<byte[], byte[]> record : lastEvaluated.readRecordsToList()) {
            read.add(understood(MetricsCodec.decodeLastEvaluated(frame(record))));
        }
        return read;
    }

    /** The keys of a store, counted. */
    long kept(String store) {
        return driver.getKeyValueStore(store).approximateNumEntries();
    }

    /** Evaluations that may have been read before. */
    long beyondMemory() {
        return metrics.registry().scrape(name -> name.contains("beyond_memory")).stream()
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .mapToLong(point ->
                        (long) ((CounterSnapshot.CounterDataPointSnapshot) point).getValue())
                .sum();
    }

    private static <T> T understood(DecodedMetrics<T> decoded) {
        return switch (decoded) {
            case DecodedMetrics.Understood<T>(var value) -> value;
            case DecodedMetrics.Unreadable<T>(var reason) -> throw new AssertionError(reason);
        };
    }

    private static LogRecord frame(TestRecord<byte[], byte[]> record) {
        var headers = new HashMap<String, byte[]>();
        record.headers().forEach(header -> headers.put(header.key(), header.value()));
        return new LogRecord(record.key(), record.value(), headers);
    }

    static MetricsGroup group(String id, Usage... usages) {
        return group(id, ENVIRONMENT, List.of(usages), List.of());
    }

    static MetricsGroup group(
            String id, EnvironmentId environment, List<Usage> usages, List<SeenTarget> targets) {
        return new MetricsGroup(id, "edge-1", environment, 1, 2, usages, targets);
    }

    static Usage usage(String flag, String variation, long count) {
        return new Usage(
                new UsageKey(flag, variation, "server", "java", "1.8.0"), flag, "", count, 1);
    }

    static SeenTarget target(String identifier) {
        return new SeenTarget(identifier, identifier, Map.of("plan", "gold"));
    }

    @Override
    public void close() {
        driver.close();
    }
}

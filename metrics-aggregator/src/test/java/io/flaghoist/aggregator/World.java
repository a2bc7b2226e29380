package io.flaghoist.aggregator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.broker.FreePorts;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.metrics.DecodedMetrics;
import io.flaghoist.schemas.metrics.MetricsCodec;
import io.flaghoist.schemas.metrics.MetricsGroup;
import io.flaghoist.schemas.metrics.RejectedBatch;
import io.flaghoist.schemas.metrics.Usage;
import io.flaghoist.schemas.metrics.UsageKey;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.simulator.SimulatorSettings;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EnvironmentNames;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.MetricsInbox;
import io.flaghoist.simulator.state.SaasEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** SaaS, the topics in Kafka, an edge's pen, and as many aggregators as a test starts. */
final class World implements AutoCloseable {
    final Simulator saas;
    private final TopicCatalogue topics;
    private final String bootstrapServers;
    private final Path folder;
    private final KafkaProducer<byte[], byte[]> edge;
    private final List<RunningAggregator> aggregators = new ArrayList<>();
    private final String boot = UUID.randomUUID().toString();
    private int groups;

    World(String bootstrapServers, String prefix, Path folder) throws Exception {
        this.bootstrapServers = bootstrapServers;
        this.topics = new TopicCatalogue(prefix);
        this.folder = folder;
        this.saas =
                new Simulator(
                        SimulatorSettings.defaults()
                                .withPort(FreePorts.next())
                                .withHeartbeatInterval(Duration.ofMillis(100)));
        saas.start();
        this.edge =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /** As ingest does. */
    void createTopics() throws Exception {
        List<TopicSpec> all =
                List.of(
                        topics.metrics(),
                        topics.metricsBatches(),
                        topics.metricsRejected(),
                        topics.lastEvaluated());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            var created =
                    admin.createTopics(
                            all.stream()
                                    .map(topic ->
                                            new NewTopic(
                                                            topic.name(),
                                                            Optional.of(topic.partitions()),
                                                            Optional.empty())
                                                    .configs(topic.settings()))
                                    .toList());
            var _ = created.all().get();
        }
    }

    /** Settings with short times: nothing in a test waits for a minute. */
    RunningAggregator.Settings settings(String... apiKeys) {
        return new RunningAggregator.Settings()
                .with("upstream", "apiKeys", String.join(",", apiKeys))
                .with("upstream", "clientService", saas.clientService())
                .with("upstream", "metricService", saas.metricsService())
                .with("upstream", "initialRetryDelay", "20ms")
                .with("upstream", "maxRetryDelay", "200ms")
                .with("upstream", "readTimeout", "2s")
                .with("kafka", "bootstrapServers", bootstrapServers)
                .with("kafka", "topicPrefix", topics.prefix())
                .with("window", "length", "1s");
    }

    RunningAggregator start(RunningAggregator.Settings settings) throws Exception {
        RunningAggregator aggregator = RunningAggregator.start(settings, folder);
        aggregators.add(aggregator);
        return aggregator;
    }

    /** Started, and summing. */
    RunningAggregator started(RunningAggregator.Settings settings) throws Exception {
        RunningAggregator aggregator = start(settings);
        await(aggregator::isReady);
        return aggregator;
    }

    void stop(RunningAggregator aggregator) {
        aggregators.remove(aggregator);
        aggregator.close();
    }

    /** A new environment in SaaS with one server key. */
    SaasEnvironment environment(String key) {
        String id = UUID.randomUUID().toString();
        SaasEnvironment environment =
                saas.state().putEnvironment(EnvironmentNames.sample(id, "e-" + id.substring(0, 8)));
        ObjectNode apiKey = Json.object().put("key", key).put("type", "server").put("name", key);
        environment.put(DocumentKind.API_KEY, key.replace('-', '_'), apiKey, EventDelivery.SILENT);
        return environment;
    }

    /** A group with this many evaluations of a flag, for an edge to send. */
    MetricsGroup group(SaasEnvironment environment, String flag, long count) {
        var key = new UsageKey(flag, "on", "server", "java", "1.8.0");
        return new MetricsGroup(
                boot + "-" + groups++,
                "edge-1",
                new EnvironmentId(environment.names().id()),
                1,
                2,
                List.of(new Usage(key, flag, "true", count, 1_764_000_000_000L)),
                List.of());
    }

    void send(MetricsGroup group) throws Exception {
        LogRecord encoded = MetricsCodec.encode(group);
        var record = new ProducerRecord<>(topics.metrics().name(), encoded.key(), encoded.value());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value));
        var _ = edge.send(record).get();
    }

    void send(SaasEnvironment environment, String flag, long count) throws Exception {
        send(group(environment, flag, count));
    }

    /** What SaaS was told, by flag. */
    static Map<String, Long> told(SaasEnvironment environment) {
        var counts = new TreeMap<String, Long>();
        for (MetricsInbox.Post post : environment.metrics().snapshot().posts()) {
            for (JsonNode entry : post.payload().path("metricsData")) {
                counts.merge(
                        attribute(entry, "featureIdentifier"),
                        entry.path("count").asLong(),
                        Long::sum);
            }
        }
        return counts;
    }

    static String attribute(JsonNode entry, String name) {
        for (JsonNode attribute : entry.path("attributes")) {
            if (attribute.path("key").asText().equals(name)) {
                return attribute.path("value").asText();
            }
        }
        return "";
    }

    /** All of the topic of refused batches. */
    List<RejectedBatch> rejected() {
        var rejected = new ArrayList<RejectedBatch>();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        try (var consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topics.metricsRejected().name()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(it -> consumer.position(it) < ends.getOrDefault(it, 0L))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> rejected.add(decoded(record)));
            }
        }
        return rejected;
    }

    private static RejectedBatch decoded(ConsumerRecord<byte[], byte[]> record) {
        var headers = new HashMap<String, byte[]>();
        record.headers().forEach(header -> headers.put(header.key(), header.value()));
        return switch (MetricsCodec.decodeRejected(
                new LogRecord(record.key(), record.value(), headers))) {
            case DecodedMetrics.Understood<RejectedBatch>(var rejected) -> rejected;
            case DecodedMetrics.Unreadable<RejectedBatch>(var reason) ->
                    throw new AssertionError(reason);
        };
    }

    /** Waits until {@code condition} holds. */
    static void await(Callable<Boolean> condition) {
        await(Duration.ofSeconds(40), condition);
    }

    /** Waits until {@code condition} holds, at most so long. */
    static void await(Duration atMost, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(condition);
    }

    @Override
    public void close() {
        List.copyOf(aggregators).forEach(this::stop);
        edge.close();
        saas.close();
    }
}

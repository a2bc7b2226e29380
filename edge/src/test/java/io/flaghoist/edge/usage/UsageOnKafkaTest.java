package io.flaghoist.edge.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.edge.KafkaSettings;
import io.flaghoist.edge.UsageSettings;
import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.metrics.DecodedMetrics;
import io.flaghoist.schemas.metrics.MetricsCodec;
import io.flaghoist.schemas.metrics.MetricsGroup;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.Supervisor;
import io.flaghoist.testkit.broker.OwnBroker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that was confirmed is lost, with the topic as the truth. */
class UsageOnKafkaTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int POSTERS = 50;
    private static final List<EnvironmentId> ENVIRONMENTS =
            List.of(new EnvironmentId("env-a"), new EnvironmentId("env-b"));

    @RegisterExtension final OwnBroker broker = new OwnBroker();

    private final TopicSpec topic = new TopicCatalogue("flaghoist").metrics();
    private final PostParser parser = new PostParser(Set.of(), Clock.systemUTC());

    @TempDir private Path directory;

    private UsageIntake start(String address, EdgeMeters meters) {
        var intake =
                new UsageIntake(
                        Supervisor.unobserved(),
                        UsageSettings.defaults(),
                        new KafkaSettings(address, null, null, null, null),
                        "edge-1",
                        directory,
                        meters.meters(),
                        Clock.systemUTC(),
                        Thread::startVirtualThread);
        intake.start();
        return intake;
    }

    private void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var wanted = new NewTopic(topic.name(), Optional.of(3), Optional.empty());
            admin.createTopics(List.of(wanted.configs(topic.settings()))).all().get();
        }
    }

    /** Posts once and waits for the answer, as an SDK does. */
    private boolean post(UsageIntake intake, int poster, int count) {
        String json =
                """
                {"metricsData":[{"timestamp":1764000000000,"count":%d,"attributes":[{"key":"featureName","value":"flag-%d"},
                 {"key":"variationIdentifier","value":"on"},{"key":"SDK_TYPE","value":"server"}]}]}
                """
                        .formatted(count, poster % 7);
        var answer = new CompletableFuture<Boolean>();
        try {
            intake.take(
                    ENVIRONMENTS.get(poster % 2),
                    parser.parse(new ByteArrayInputStream(json.getBytes(UTF_8))),
                    answer::complete);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return answer.join();
    }

    /** Every group that the topic has, by its id; fails where an id stands for two contents. */
    private Map<String, MetricsGroup> groups() {
        var groups = new HashMap<String, MetricsGroup>();
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> all =
                    consumer.partitionsFor(topic.name()).stream()
                            .map(it -> new TopicPartition(it.topic(), it.partition()))
                            .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(it -> consumer.position(it) < ends.getOrDefault(it, 0L))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> {
                            MetricsGroup group = decoded(record);
                            MetricsGroup before = groups.put(group.id(), group);
                            assertThat(before == null || before.equals(group)).isTrue();
                        });
            }
        }
        return groups;
    }

    private static MetricsGroup decoded(ConsumerRecord<byte[], byte[]> record) {
        var headers = new HashMap<String, byte[]>();
        record.headers().forEach(header -> headers.put(header.key(), header.value()));
        var decoded =
                MetricsCodec.decodeGroup(new LogRecord(record.key(), record.value(), headers));
        return switch (decoded) {
            case DecodedMetrics.Understood<MetricsGroup>(var group) -> group;
            case DecodedMetrics.Unreadable<MetricsGroup>(var reason) ->
                    throw new AssertionError(reason);
        };
    }

    private long evaluationsOnTopic() {
        return groups().values().stream().mapToLong(MetricsGroup::evaluations).sum();
    }

    private static long spooled(UsageIntake intake) {
        var health = Json.object();
        intake.describe(health);
        return health.at("/usage/spoolGroups").asLong();
    }

    @Test
    void what_fifty_posters_were_confirmed_is_on_the_topic_whatever_happens_to_kafka()
            throws Exception {
        createTopic();
        var meters = new EdgeMeters();
        UsageIntake intake = start(broker.bootstrapServers(), meters);
        var confirmed = new AtomicLong();
        var refused = new AtomicLong();
        try (ExecutorService posters = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Runnable event :
                    List.<Runnable>of(() -> {}, broker.broker()::stop, broker.broker()::start)) {
                event.run();
                var round = new ArrayList<Future<?>>();
                for (int i = 0; i < POSTERS; i++) {
                    int poster = i;
                    round.add(
                            posters.submit(() -> {
                                for (int count = 1; count <= 10; count++) {
                                    (post(intake, poster, count) ? confirmed : refused)
                                            .addAndGet(count);
                                }
                            }));
                }
                for (Future<?> done : round) {
                    done.get();
                }
            }
        }

        assertThat(refused).hasValue(0);
        assertThat(confirmed).hasValue(3 * POSTERS * 55);
        await().atMost(PATIENCE).until(() -> spooled(intake) == 0);
        assertThat(evaluationsOnTopic()).isEqualTo(confirmed.get());
        await().untilAsserted(() ->
                assertThat(new String(meters.text(), UTF_8))
                        .doesNotContain("flaghoist_edge_usage_groups_drained_total 0.0")
                        .contains("flaghoist_edge_usage_groups_lost_total 0.0"));
        intake.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void what_was_on_disk_when_the_edge_died_comes_with_its_next_life() throws Exception {
        createTopic();
        broker.broker().stop();
        UsageIntake killed = start(broker.bootstrapServers(), new EdgeMeters());
        for (int i = 0; i < 5; i++) {
            assertThat(post(killed, i, 3)).isTrue();
        }
        await().until(() -> spooled(killed) > 0);
        killed.close(); // what is on disk stays there, as after any other end

        broker.broker().start();
        UsageIntake next = start(broker.bootstrapServers(), new EdgeMeters());
        assertThat(post(next, 1, 4)).isTrue();
        await().atMost(PATIENCE).until(() -> spooled(next) == 0);
        assertThat(evaluationsOnTopic()).isEqualTo(19);
        next.close();
    }
}

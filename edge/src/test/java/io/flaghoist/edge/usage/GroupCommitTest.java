package io.flaghoist.edge.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.flaghoist.edge.UsageSettings;
import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.metrics.DecodedMetrics;
import io.flaghoist.schemas.metrics.MetricsCodec;
import io.flaghoist.schemas.metrics.MetricsGroup;
import io.flaghoist.schemas.metrics.SeenTarget;
import io.flaghoist.schemas.metrics.Usage;
import io.flaghoist.schemas.metrics.UsageKey;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.service.Supervisor;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When a post is answered, and with what. */
class GroupCommitTest {
    private static final EnvironmentId A = new EnvironmentId("env-a");
    private static final EnvironmentId B = new EnvironmentId("env-b");

    private static final Logger log = LoggerFactory.getLogger(GroupCommitTest.class);

    private final EdgeMeters meters = new EdgeMeters();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public void close(java.time.Duration timeout) { // as the real one does
                    while (errorNext(new TimeoutException("closed"))) {
                        log.debug("a record was given up");
                    }
                    super.close(timeout);
                }
            };

    @TempDir private Path directory;
    private @Nullable UsageIntake running;

    /** Counts how posts are answered. */
    private static final class Answers implements Acknowledgement {
        final AtomicInteger durable = new AtomicInteger();
        final AtomicInteger lost = new AtomicInteger();

        @Override
        public void answer(boolean isDurable) {
            (isDurable ? durable : lost).incrementAndGet();
        }
    }

    private final Answers answers = new Answers();

    private UsageIntake start(Path spool, DataSize maxGroup, DataSize maxPending) {
        var settings =
                new UsageSettings(null, Duration.milliseconds(20), maxGroup, maxPending, null);
        var intake =
                new UsageIntake(
                        Supervisor.unobserved(),
                        settings,
                        owner -> new MetricsTopic("flaghoist.metrics", () -> producer, owner),
                        "edge-1",
                        spool,
                        meters.meters(),
                        Clock.systemUTC(),
                        java.time.Duration.ofMillis(10),
                        Thread::startVirtualThread);
        running = intake;
        intake.start();
        return intake;
    }

    private UsageIntake start() {
        return start(directory, DataSize.kibibytes(512), DataSize.mebibytes(32));
    }

    @AfterEach
    void close() {
        if (running != null && !producer.closed()) {
            running.close();
        }
    }

    private static ParsedPost post(String feature, long count) {
        var post = new ParsedPost();
        var key = new UsageKey(feature, "on", "server", "java", "1.8.0");
        post.add(new Usage(key, feature, "true", count, 1_000));
        return post;
    }

    private void completeAll() {
        boolean more = true;
        while (more) {
            more = producer.completeNext();
        }
    }

    private List<ProducerRecord<byte[], byte[]>> sent(int number) {
        await().until(() -> producer.history().size() >= number);
        return producer.history();
    }

    private static MetricsGroup group(ProducerRecord<byte[], byte[]> record) {
        Map<String, byte[]> headers = new HashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), header.value()));
        var decoded =
                MetricsCodec.decodeGroup(new LogRecord(record.key(), record.value(), headers));
        return switch (decoded) {
            case DecodedMetrics.Understood<MetricsGroup>(var group) -> group;
            case DecodedMetrics.Unreadable<MetricsGroup>(var reason) ->
                    throw new AssertionError(reason);
        };
    }

    private String metrics() {
        return new String(meters.text(), UTF_8);
    }

    /** Whoever was answered may look before the answer is counted. */
    private void awaitMetrics(String... lines) {
        await().untilAsserted(() -> assertThat(metrics()).contains(lines));
    }

    private static String state(UsageIntake intake) {
        var health = Json.object();
        intake.describe(health);
        return health.at("/usage/state").asText();
    }

    @Test
    void posts_of_a_moment_become_one_record_per_environment_and_are_answered_when_it_arrived() {
        UsageIntake intake = start();
        for (int i = 0; i < 50; i++) {
            intake.take(A, post(i % 2 == 0 ? "f" : "g", 1), answers);
        }
        intake.take(B, post("f", 5), answers);

        var groups = sent(2).stream().map(GroupCommitTest::group).toList();
        assertThat(groups).extracting(MetricsGroup::environment).containsOnly(A, B);
        assertThat(answers.durable).hasValue(0); // nothing is promised before Kafka said so
        await().until(() -> groupsOf(A).stream().mapToLong(MetricsGroup::evaluations).sum() == 50);

        await().until(() -> {
            completeAll();
            return answers.durable.get() == 51;
        });
        assertThat(answers.lost).hasValue(0);
        assertThat(new HashSet<>(producer.history().stream().map(it -> group(it).id()).toList()))
                .hasSameSizeAs(producer.history());
        awaitMetrics(
                "flaghoist_edge_usage_entries_received_total 51.0",
                "flaghoist_edge_usage_entries_merged_total 51.0",
                "flaghoist_edge_usage_evaluations_total 55.0",
                "flaghoist_edge_usage_posts_total{answer=\"confirmed\"} 51.0",
                "flaghoist_edge_usage_pending_bytes 0.0",
                "flaghoist_edge_usage_posts_waiting 0.0");
    }

    private List<MetricsGroup> groupsOf(EnvironmentId environment) {
        return producer.history().stream()
                .map(GroupCommitTest::group)
                .filter(group -> group.environment().equals(environment))
                .toList();
    }

    @Test
    void what_kafka_did_not_confirm_goes_to_disk_and_from_there_to_kafka_under_the_same_id() {
        UsageIntake intake = start();
        intake.take(A, post("f", 1), answers);
        String id = group(sent(1).getFirst()).id();
        assertThat(producer.errorNext(new TimeoutException("away"))).isTrue();

        await().until(() -> answers.durable.get() == 1); // on disk
        awaitMetrics("flaghoist_edge_usage_groups_spooled_total 1.0");
        assertThat(group(sent(2).getLast()).id()).isEqualTo(id); // an attempt to drain it
        intake.take(A, post("f", 2), answers); // does not ask Kafka
        await().until(() -> answers.durable.get() == 2);
        await().until(() -> state(intake).equals("SPOOLING"));
        assertThat(producer.errorNext(new TimeoutException("still away"))).isTrue();

        var ids = new HashSet<String>();
        await().until(() -> {
            completeAll();
            return state(intake).equals("OK");
        });
        producer.history().forEach(record -> ids.add(group(record).id()));
        assertThat(ids).hasSize(2).contains(id);
        awaitMetrics("flaghoist_edge_usage_groups_drained_total 2.0");
        await().untilAsserted(() -> assertThat(directory).isEmptyDirectory());
    }

    @Test
    void without_kafka_and_disk_a_post_is_refused_and_the_next_one_asks_kafka_again()
            throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        UsageIntake intake =
                start(file.resolve("spool"), DataSize.kibibytes(512), DataSize.mebibytes(32));
        assertThat(state(intake)).isEqualTo("NO_SPOOL");
        intake.take(A, post("f", 1), answers);
        var _ = sent(1);
        assertThat(producer.errorNext(new TimeoutException("away"))).isTrue();
        await().until(() -> answers.lost.get() == 1);

        intake.take(A, post("f", 1), answers);
        var _ = sent(2);
        assertThat(producer.completeNext()).isTrue();
        await().until(() -> answers.durable.get() == 1);
        awaitMetrics(
                "flaghoist_edge_usage_groups_opened_total 2.0",
                "flaghoist_edge_usage_groups_produced_total 1.0",
                "flaghoist_edge_usage_groups_lost_total 1.0",
                "flaghoist_edge_usage_pending_bytes 0.0");
    }

    @Test
    void a_group_that_kafka_will_never_take_blocks_nobody() {
        UsageIntake intake = start();
        intake.take(A, post("f", 1), answers);
        var _ = sent(1);
        assertThat(producer.errorNext(new RecordTooLargeException("too large"))).isTrue();

        await().until(() -> answers.lost.get() == 1);
        await().until(() -> state(intake).equals("OK"));
    }

    @Test
    void a_post_larger_than_a_group_goes_into_several_and_waits_for_all_of_them() {
        UsageIntake intake = start(directory, DataSize.kibibytes(8), DataSize.mebibytes(32));
        var large = new ParsedPost();
        for (int i = 0; i < 100; i++) {
            post("flag-" + i, 1).usages().forEach(large::add);
        }
        intake.take(A, large, answers);

        await().until(() -> evaluations() == 100);
        int groups = producer.history().size();
        assertThat(groups).isGreaterThan(2);
        for (int i = 1; i < groups; i++) {
            assertThat(producer.completeNext()).isTrue();
            assertThat(answers.durable).hasValue(0);
        }
        assertThat(producer.completeNext()).isTrue();
        await().until(() -> answers.durable.get() == 1);
    }

    private long evaluations() {
        return producer.history().stream().mapToLong(it -> group(it).evaluations()).sum();
    }

    @Test
    void a_target_is_told_once_and_a_thousand_at_most_in_one_group() {
        UsageIntake intake = start();
        var many = new ParsedPost();
        for (int i = 0; i < 2_500; i++) {
            many.add(new SeenTarget("target-" + i, "", Map.of("n", "" + i)), 10);
        }
        many.add(new SeenTarget("target-0", "", Map.of("n", "0")), 10);
        intake.take(A, many, answers);
        await().until(() ->
                producer.history().stream().mapToInt(it -> group(it).targets().size()).sum()
                        == 2_500);

        assertThat(producer.history())
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(record -> group(record).targets().size() <= 1_000);
        awaitMetrics(
                "flaghoist_edge_usage_targets_total{outcome=\"merged\"} 2500.0",
                "flaghoist_edge_usage_targets_total{outcome=\"duplicate\"} 1.0");
    }

    @Test
    void when_memory_is_full_posts_are_told_to_come_again() {
        UsageIntake intake = start(directory, DataSize.kibibytes(512), DataSize.kibibytes(4));
        for (int i = 0; i < 100; i++) {
            intake.take(A, post("flag-" + i, 1), answers);
        }

        assertThat(answers.lost.get()).isPositive();
        await().until(() -> {
            completeAll();
            return answers.lost.get() + answers.durable.get() == 100;
        });
        awaitMetrics(
                "flaghoist_edge_usage_posts_total{answer=\"refused\"} "
                        + answers.lost.get()
                        + ".0");
    }

    @Test
    void what_is_not_confirmed_when_it_stops_is_on_disk() throws Exception {
        UsageIntake intake = start();
        intake.take(A, post("f", 1), answers);
        intake.take(B, post("f", 1), answers);
        intake.close(); // the producer is told to give up

        await().until(() -> answers.durable.get() == 2);
        intake.take(A, post("f", 1), answers);
        assertThat(answers.lost).hasValue(1);
        var left = new Spool(directory, 1 << 20, new UsageMeters(new PrometheusRegistry()));
        left.open();
        assertThat(left.groups()).isEqualTo(2);
    }

    @Test
    void a_hundred_thousand_made_up_names_leave_memory_and_series_bounded() {
        UsageIntake intake = start();
        var environments = List.of(A, B);
        int size = 0;
        for (int i = 0; i < 100_000; i++) {
            var post = new ParsedPost();
            var key = new UsageKey("flag-" + i, "v" + i, "t" + i, "lang" + i, "1." + i);
            post.add(new Usage(key, "", "", 1, 1_000));
            intake.take(environments.get(i % 2), post, answers);
            completeAll();
            size += post.usages().size();
        }
        int posts = size;
        await().until(() -> {
            completeAll();
            return answers.durable.get() + answers.lost.get() == posts;
        });

        long series =
                metrics().lines().filter(line -> line.startsWith("ff_proxy_sdk_usage")).count();
        assertThat(series).isLessThanOrEqualTo(2 * 201);
        awaitMetrics("sdk_version=\"other\"", "flaghoist_edge_usage_pending_bytes 0.0");
    }
}

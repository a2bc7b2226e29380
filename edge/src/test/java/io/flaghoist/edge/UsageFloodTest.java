package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.flaghoist.schemas.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Posts over HTTP in which nothing comes twice, while Kafka is away, which is the worst that it can
 * be: 20,000 by default, a million with {@code -Dflood=full}.
 */
class UsageFloodTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";
    private static final int POSTS =
            "full".equals(System.getProperty("flood")) ? 1_000_000 : 20_000;
    private static final int SENDERS = 100;
    private static final int ENTRIES = 3;
    private static final int SEED = 7;
    private static final int PATIENCE_SECONDS = 60;

    /** What the series of all SDKs and their overflow may be. */
    private static final long MOST_SERIES = 1_001;

    private static final DataSize SPOOL = DataSize.mebibytes(4);
    private static final DataSize PENDING = DataSize.mebibytes(8);
    private static final long MORE_HEAP = 48L << 20;

    private final UsageSettings settings =
            new UsageSettings(null, Duration.milliseconds(10), null, PENDING, SPOOL);

    @Test
    @Tag("C10")
    void names_that_never_come_twice_leave_bounded_traces_and_a_visible_overflow()
            throws Exception {
        try (var edge = new TestEdge(settings)) {
            edge.follow(log(ENV).serverKey("key").flag(flag("f")).complete());
            String token = edge.token("key");
            var answers = new AtomicLongArray(600);
            flood(edge, token, SENDERS, answers); // everything that an edge has of its own is there
            String before = settledMetrics(edge);
            long heapBefore = usedHeap();

            flood(edge, token, POSTS, answers);

            String after = settledMetrics(edge);
            long heapAfter = usedHeap();
            System.out.printf(
                    "%d posts: %d and then %d series, %d and then %d MiB of heap, %s kB resident, %d evaluations dropped%n",
                    POSTS,
                    series(before),
                    series(after),
                    heapBefore >> 20,
                    heapAfter >> 20,
                    resident(),
                    sum(after, "flaghoist_edge_usage_evaluations_dropped_total"));
            assertThat(answers.get(200) + answers.get(403)).isEqualTo(POSTS + SENDERS);
            assertThat(answers.get(403)).as("of other environments").isPositive();
            assertBoundedSeries(before, after);
            assertLaws(after);
            assertThat(heapAfter - heapBefore).isLessThan(MORE_HEAP);
            await().untilAsserted(() -> {
                var usage = Json.read(edge.get("/health").body()).path("usage");
                assertThat(usage.path("spoolBytes").asLong()).isBetween(1L, SPOOL.toBytes());
            });
        }
    }

    /**
     * An answer is counted as given only when it has been: whoever has the last answer may read the
     * metrics before that.
     */
    private static String settledMetrics(TestEdge edge) {
        return await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .until(
                        () -> edge.get("/metrics").body(),
                        metrics ->
                                sum(metrics, "flaghoist_edge_usage_posts_waiting") == 0
                                        && sum(metrics, "flaghoist_edge_usage_pending_bytes") == 0);
    }

    private static void assertBoundedSeries(String before, String after) {
        assertThat(seriesOf(after, "ff_proxy_sdk_usage_total").count())
                .isLessThanOrEqualTo(MOST_SERIES);
        long others = series(after) - seriesOf(after, "ff_proxy_sdk_usage_total").count();
        long othersBefore = series(before) - seriesOf(before, "ff_proxy_sdk_usage_total").count();
        assertThat(others - othersBefore).as("other series that are new").isLessThan(20);
        assertThat(seriesOf(after, "ff_proxy_sdk_usage_total"))
                .as("versions that found no room")
                .anyMatch(line -> line.contains("sdk_version=\"other\""));
        assertThat(after.lines().filter(line -> line.contains("envID=")))
                .allMatch(line ->
                        line.contains("envID=\"" + ENV + "\"") || line.contains("envID=\"other\""));
    }

    private static void assertLaws(String metrics) {
        String start = "flaghoist_edge_usage_";
        assertThat(sum(metrics, start + "groups_dropped_total"))
                .as("groups that found no room on disk")
                .isPositive();
        assertThat(sum(metrics, start + "evaluations_dropped_total")).isPositive();
        assertThat(sum(metrics, start + "entries_merged_total"))
                .isEqualTo(sum(metrics, start + "entries_received_total"));
        assertThat(sum(metrics, start + "groups_spooled_total"))
                .isEqualTo(
                        sum(metrics, start + "groups_dropped_total")
                                + sum(metrics, start + "spool_groups"));
        assertThat(sum(metrics, start + "groups_lost_total")).isZero();
        assertThat(sum(metrics, start + "posts_waiting")).isZero();
        assertThat(sum(metrics, start + "pending_bytes")).isZero();
    }

    private static void flood(TestEdge edge, String token, int posts, AtomicLongArray answers)
            throws Exception {
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < SENDERS; i++) {
                var random = new Random(SEED * posts + i);
                all.add(senders.submit(() -> send(edge, token, posts / SENDERS, random, answers)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
    }

    private static void send(
            TestEdge edge, String token, int posts, Random random, AtomicLongArray answers) {
        try (var connection = new RawPosts(edge.port(), token)) {
            for (int i = 0; i < posts; i++) {
                boolean elsewhere = random.nextInt(20) == 0;
                String path = "/metrics/" + (elsewhere ? uuid(random) : ENV);
                answers.incrementAndGet(connection.post(path, post(random)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String uuid(Random random) {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private static String post(Random random) {
        var entries = new StringBuilder();
        for (int i = 0; i < ENTRIES; i++) {
            entries.append(i == 0 ? "" : ",")
                    .append(
                            """
                            {"timestamp":1764000000000,"count":1,"metricsType":"FFMETRICS","attributes":[\
                            {"key":"featureIdentifier","value":"%1$s"},{"key":"featureName","value":"%1$s"},\
                            {"key":"variationIdentifier","value":"%2$x"},{"key":"target","value":"%3$x"},\
                            {"key":"SDK_TYPE","value":"%4$s"},{"key":"SDK_LANGUAGE","value":"%5$s"},\
                            {"key":"SDK_VERSION","value":"%6$d.%7$d.0"}]}\
                            """
                                    .formatted(
                                            uuid(random),
                                            random.nextInt(),
                                            random.nextLong(),
                                            random.nextBoolean()
                                                    ? "server"
                                                    : "x" + random.nextInt(),
                                            random.nextBoolean() ? "go" : "y" + random.nextInt(),
                                            random.nextInt(1_000),
                                            random.nextInt(1_000)));
        }
        return "{\"metricsData\":[" + entries + "],\"targetData\":[]}";
    }

    private static Stream<String> seriesOf(String metrics, String name) {
        return metrics.lines().filter(line -> line.startsWith(name + "{"));
    }

    private static long series(String metrics) {
        return metrics.lines().filter(line -> !line.startsWith("#")).count();
    }

    private static long sum(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToLong(line ->
                        (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static long usedHeap() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** Of this process, the edge in it; as Linux tells. */
    private static String resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "?";
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .findFirst()
                    .orElse("?");
        }
    }
}

package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.dropwizard.util.Duration;
import io.flaghoist.edge.usage.UsageWorkers;
import io.flaghoist.schemas.EnvironmentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More metrics than an edge can process: posts wait, and other requests do not. */
@Tag("C11")
class PostsBesideReadsTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";
    private static final String POSTS = "/metrics/" + ENV;
    private static final String EMPTY = "{}";
    private static final int CONNECTIONS = 100;
    private static final String USAGE =
            """
            {"metricsData":[{"timestamp":1764000000000,"count":1,"metricsType":"FFMETRICS","attributes":[\
            {"key":"featureName","value":"f"},{"key":"variationIdentifier","value":"true"}]}]}\
            """;
    private static final String READS = TestEdge.list(new EnvironmentId(ENV));

    private TestEdge edge = TestEdge.start();
    private final UsageWorkers workers = edge.edge().usageWorkers();
    private final CountDownLatch free = new CountDownLatch(1);
    private String token = "";

    @BeforeEach
    void start() throws Exception {
        edge.follow(log(ENV).serverKey("key").flag(flag("f")).complete());
        token = edge.token("key");
    }

    @AfterEach
    void stop() {
        free.countDown();
        edge.close();
    }

    /** All threads of metrics are busy until they are freed. */
    private void occupyWorkers() throws InterruptedException {
        var begun = new CountDownLatch(workers.threads());
        for (int i = 0; i < workers.threads(); i++) {
            workers.execute(() -> {
                begun.countDown();
                try {
                    free.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        begun.await();
    }

    private RawPosts connection() throws IOException {
        return new RawPosts(edge.port(), token);
    }

    private static CompletableFuture<Integer> post(RawPosts connection) {
        return post(connection, EMPTY);
    }

    /** A post that has to wait for its group. */
    private static CompletableFuture<Integer> usage(RawPosts connection) {
        return post(connection, USAGE);
    }

    private static CompletableFuture<Integer> post(RawPosts connection, String body) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return connection.post(POSTS, body);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                Thread::startVirtualThread); // the common pool may have one thread
    }

    @Test
    void reads_and_auth_are_answered_while_posts_of_all_connections_wait() throws Exception {
        try (RawPosts known = connection();
                RawPosts fresh = connection();
                RawPosts reader = connection()) {
            assertThat(known.post(POSTS, EMPTY)).isEqualTo(200);
            assertThat(known.post(POSTS, EMPTY)).isEqualTo(200);
            occupyWorkers();
            CompletableFuture<Integer> later = post(known);
            CompletableFuture<Integer> first = post(fresh);
            await().until(() -> workers.waiting() == 2);

            assertThat(reader.get(READS)).isEqualTo(200);
            assertThat(reader.get("/client/env/" + ENV + "/target/ann/evaluations")).isEqualTo(200);
            assertThat(edge.auth("key").statusCode()).isEqualTo(200);
            assertThat(edge.get("/metrics").body())
                    .contains("\nflaghoist_edge_usage_tasks_waiting 2.0\n");

            assertThat(later).isNotDone();
            assertThat(first).isNotDone();
            free.countDown();
            assertThat(later.join()).isEqualTo(200);
            assertThat(first.join()).isEqualTo(200);
        }
    }

    @Test
    void many_connections_that_only_post_are_all_answered() throws Exception {
        var open = new ArrayList<RawPosts>();
        for (int i = 0; i < 20; i++) {
            open.add(connection());
        }
        for (int round = 0; round < 5; round++) {
            var answers = open.stream().map(PostsBesideReadsTest::usage).toList();
            answers.forEach(answer -> assertThat(answer.join()).isEqualTo(200));
        }
        for (RawPosts connection : open) {
            connection.close();
        }
    }

    @Test
    void a_connection_that_posts_and_reads_in_turns_does_not_wait() throws Exception {
        try (RawPosts both = connection()) {
            for (int i = 0; i < 3; i++) {
                assertThat(both.post(POSTS, EMPTY)).isEqualTo(200);
                assertThat(both.get(READS)).isEqualTo(200);
            }
            assertThat(both.post(POSTS, EMPTY)).isEqualTo(200);
            occupyWorkers();

            assertThat(both.get(READS)).isEqualTo(200);
        }
    }

    @Test
    void connections_that_only_posted_leave_no_open_file_when_their_clients_close_them()
            throws Exception {
        long before = files();
        var open = postingConnections();

        for (RawPosts connection : open) {
            connection.close();
        }

        await().until(() -> files() <= before + CONNECTIONS / 2); // both ends are of this JVM
    }

    @Test
    void connections_that_only_posted_leave_no_open_file_when_the_edge_closes_them()
            throws Exception {
        edge.close();
        edge = TestEdge.withIdleTimeout(Duration.seconds(3));
        start();
        long before = files();
        var open = postingConnections();

        await().until(() -> files() <= before + 3 * CONNECTIONS / 2); // the clients' ends stay

        for (RawPosts connection : open) {
            connection.close();
        }
    }

    private List<RawPosts> postingConnections() throws IOException {
        var open = new ArrayList<RawPosts>();
        for (int i = 0; i < CONNECTIONS; i++) {
            RawPosts connection = connection();
            open.add(connection);
            for (int post = 0; post < 3; post++) {
                assertThat(connection.post(POSTS, EMPTY)).isEqualTo(200);
            }
        }
        return open;
    }

    private static long files() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getOpenFileDescriptorCount();
    }

    @Test
    void a_post_that_comes_in_pieces_is_read_as_they_come() throws Exception {
        try (RawPosts slow = connection()) {
            assertThat(slow.post(POSTS, EMPTY)).isEqualTo(200);
            assertThat(slow.post(POSTS, EMPTY)).isEqualTo(200);

            slow.begin(POSTS, "{\"metricsData\":[],\"targetData\":[]}", 7);
            assertThat(edge.get(READS, token).statusCode()).isEqualTo(200);

            assertThat(slow.finish()).isEqualTo(200);
            assertThat(slow.post(POSTS, EMPTY)).isEqualTo(200);
        }
    }

    @Test
    void a_connection_that_only_posted_is_itself_again_after_its_first_read() throws Exception {
        try (RawPosts once = connection()) {
            for (int i = 0; i < 5; i++) {
                assertThat(once.post(POSTS, EMPTY)).isEqualTo(200);
            }
            assertThat(once.get(READS)).isEqualTo(200);
            occupyWorkers();

            assertThat(once.get(READS)).isEqualTo(200);
        }
    }
}

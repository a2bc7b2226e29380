package io.flaghoist.follower;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.Supervisor;
import io.flaghoist.testkit.broker.SharedBroker;
import io.flaghoist.testkit.fixture.LogFixture;
import io.flaghoist.testkit.log.TopicWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A call that blocks or throws, in each loop of a follower on a real broker. */
class FollowerLoopsTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private static final EnvironmentId A = new EnvironmentId("env-a");

    @TempDir private Path directory;
    private final TopicCatalogue topics = new TopicCatalogue(kafka.newTopicPrefix());
    private final Environments environments = new Environments();
    private final LogFixture log = log(A).flag(flag("a")).complete();

    /** How far the supervisor's clock is ahead: deadlines are long. */
    private final AtomicLong ahead = new AtomicLong();

    private final Supervisor supervisor =
            new Supervisor(
                    new PrometheusRegistry(),
                    Clock.systemUTC(),
                    () -> System.nanoTime() + ahead.get());
    private volatile @Nullable CountDownLatch blocked;
    private volatile String blockedCall = "";
    private volatile @Nullable Supplier<RuntimeException> thrown;
    private TopicWriter writer;
    private Follower follower;

    @BeforeEach
    void start() {
        writer = new TopicWriter(kafka.bootstrapServers(), topics);
        writer.create(topics.config(A));
        writer.write(A, log.changes());
        var settings =
                new FollowerSettings(
                        KafkaConnection.to(kafka.bootstrapServers()),
                        topics,
                        Optional.of(directory),
                        Set.of(),
                        FollowerSettings.STALE_AFTER,
                        new FollowerSettings.Timing(
                                Duration.ofMillis(100),
                                Duration.ofMillis(100),
                                Duration.ofMillis(1),
                                Duration.ofDays(3)));
        var disk = new SnapshotStore(directory);
        var outside =
                new Dependencies(
                        () -> faulty(Consumer.class, Dependencies.consumer(settings.kafka())),
                        () -> faulty(Admin.class, Dependencies.admin(settings.kafka())),
                        Optional.of(snapshot -> {
                            meet("save");
                            disk.save(snapshot);
                        }),
                        Clock.systemUTC(),
                        System::nanoTime);
        follower = new Follower(settings, environments, supervisor, outside);
        follower.start();
        await().until(() -> revision() == 2 && follower.snapshotAge().isPresent());
    }

    @AfterEach
    void close() {
        release();
        follower.close();
        writer.close();
    }

    @Test
    void a_reader_that_hangs_is_told_in_health_and_in_the_freshness_of_all() {
        block("poll");
        await().untilAsserted(() -> {
            ahead.addAndGet(Duration.ofSeconds(31).toNanos());
            assertThat(supervisor.problems()).anyMatch(it -> it.what().contains("follower"));
        });
        assertThat(follower.problems()).anyMatch(it -> it.what().contains("no progress"));
        await().until(() -> follower.freshness(A).cause() == Freshness.Cause.READER_FAILED);
        assertThat(follower.freshness(A).words()).contains("follower", "without updates");
        assertThat(follower.isSettled()).isFalse();
        release();
        await().until(() -> supervisor.problems().isEmpty());
        assertFollows();
    }

    @Test
    void a_reader_that_fails_is_told_in_health_and_reads_on_when_it_can() {
        failWith("seek", () -> new IllegalStateException("no such luck"));
        writer.create(topics.config(new EnvironmentId("env-b"))); // assigns anew
        await().until(() -> follower.freshness(A).cause() == Freshness.Cause.READER_FAILED);
        assertThat(follower.freshness(A).since()).isPresent();
        assertThat(follower.problems()).anyMatch(it -> it.what().contains("no such luck"));
        release();
        await().until(() -> supervisor.problems().isEmpty());
        assertFollows();
    }

    @Test
    void a_poll_that_fails_after_it_has_read_loses_nothing() {
        var config = new TopicPartition(topics.config(A).name(), 0);
        List<Supplier<RuntimeException>> exceptions =
                List.of(
                        () -> new KafkaException("no such luck"),
                        () -> new TimeoutException("within 60000 ms"),
                        () -> new IllegalStateException("no such luck"),
                        () -> new WakeupException(),
                        () -> new TopicAuthorizationException(Set.of(config.topic())),
                        () -> new OffsetOutOfRangeException(Map.of(config, 3L)),
                        () -> new InterruptException("by nobody"));
        LogFixture longer = log;
        for (Supplier<RuntimeException> exception : exceptions) {
            var thrownOnce = new AtomicBoolean();
            failWith(
                    "after poll",
                    () -> {
                        thrownOnce.set(true);
                        return exception.get();
                    });
            longer = longer.flag(flag("f" + longer.changes().size()));
            int size = longer.changes().size();
            writer.write(A, longer.changes().subList(size - 1, size));
            await().untilTrue(thrownOnce);
            release();
            await().until(() -> revision() == size);
        }
        EnvironmentImage image = Objects.requireNonNull(environments.image(A));
        assertThat(image.digest()).isEqualTo(longer.image().digest());
    }

    @Test
    void a_discovery_that_hangs_is_told_and_what_is_known_is_followed() {
        block("listTopics");
        await().untilAsserted(() -> {
            ahead.addAndGet(Duration.ofSeconds(61).toNanos());
            assertThat(follower.problems()).anyMatch(it -> it.what().contains("log-discovery"));
        });
        assertFollows();
        await().until(() -> !follower.isSettled());
        release();
        await().until(() -> follower.problems().isEmpty() && follower.isSettled());
    }

    @Test
    void a_discovery_that_fails_is_told_and_goes_on() {
        failWith("describeCluster", () -> new IllegalStateException("no such luck"));
        await().until(() ->
                follower.problems().stream().anyMatch(it -> it.what().contains("no such luck")));
        assertFollows();
        release();
        await().until(() -> follower.problems().isEmpty());
    }

    @Test
    void a_disk_that_hangs_is_told_and_holds_up_no_change() {
        block("save");
        await().untilAsserted(() -> {
            ahead.addAndGet(Duration.ofSeconds(121).toNanos());
            assertThat(follower.problems()).anyMatch(it -> it.what().contains("snapshots"));
        });
        assertFollows();
        release();
        await().until(() -> follower.problems().isEmpty());
    }

    @Test
    void a_listener_that_throws_is_told_in_health_and_told_again() {
        var broken = new AtomicBoolean(true);
        var taken = new AtomicLong();
        environments.listen((before, after, changes) -> {
            if (broken.get()) {
                throw new IllegalStateException("no such luck");
            }
            taken.set(after.revision());
        });
        assertFollows();
        assertThat(follower.problems()).anyMatch(it -> it.what().contains("no such luck"));
        assertThat(follower.listenerFailures()).isPositive();
        broken.set(false);
        await().until(() -> taken.get() == 3 && follower.problems().isEmpty());
    }

    private void assertFollows() {
        writer.write(A, log.flag(flag("b")).changes().subList(2, 3));
        await().until(() -> revision() == 3);
    }

    private long revision() {
        EnvironmentImage image = environments.image(A);
        return image == null ? 0 : image.revision();
    }

    private void block(String call) {
        var latch = new CountDownLatch(1);
        blocked = latch;
        blockedCall = call;
    }

    private void failWith(String call, Supplier<RuntimeException> exception) {
        thrown = exception;
        blockedCall = call;
    }

    private void release() {
        blockedCall = "";
        thrown = null;
        CountDownLatch latch = blocked;
        if (latch != null) {
            latch.countDown();
        }
    }

    private void meet(String call) {
        if (call.equals(blockedCall)) {
            Supplier<RuntimeException> exception = thrown;
            if (exception != null) {
                throw exception.get();
            }
            CountDownLatch latch = blocked;
            if (latch != null) {
                awaitUninterruptibly(latch);
            }
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("unchecked")
    private <T> T faulty(Class<? super T> type, T real) {
        return (T)
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            meet(method.getName());
                            try {
                                Object answer = method.invoke(real, arguments);
                                meet("after " + method.getName());
                                return answer;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}

package io.flaghoist.edge.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.edge.BlockedThread;
import io.flaghoist.edge.UsageSettings;
import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.Usage;
import io.flaghoist.schemas.metrics.UsageKey;
import io.flaghoist.service.Problem;
import io.flaghoist.service.Supervisor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageLoopsTest {
    private final AtomicLong later = new AtomicLong();
    private final EdgeMeters meters = new EdgeMeters();
    private final Supervisor supervisor =
            new Supervisor(
                    meters.registry(), Clock.systemUTC(), () -> System.nanoTime() + later.get());
    private final AtomicInteger durable = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    @TempDir private Path directory;

    private UsageIntake intake(Supplier<Producer<byte[], byte[]>> producer) {
        return new UsageIntake(
                supervisor,
                UsageSettings.defaults(),
                owner -> new MetricsTopic("flaghoist.metrics", producer, owner),
                "edge-1",
                directory,
                meters.meters(),
                Clock.systemUTC(),
                Duration.ofMillis(10),
                Runnable::run);
    }

    private void post(UsageIntake intake) {
        var post = new ParsedPost();
        var key = new UsageKey("f", "on", "server", "java", "1.8.0");
        post.add(new Usage(key, "f", "true", 1, 1_000));
        intake.take(
                new EnvironmentId("e"),
                post,
                isDurable -> (isDurable ? durable : lost).incrementAndGet());
    }

    @Test
    void a_thread_that_hangs_in_kafkas_client_is_reported() {
        try (var blocked = new BlockedThread("edge-usage")) {
            Supplier<Producer<byte[], byte[]>> producer =
                    () -> {
                        blocked.here();
                        throw new KafkaException("away");
                    };
            try (UsageIntake intake = intake(producer)) {
                intake.start();
                post(intake);
                await().until(blocked::hasArrived);
                assertThat(supervisor.problems()).isEmpty();

                later.addAndGet(Duration.ofMinutes(2).toNanos());

                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() ->
                                assertThat(supervisor.problems()) // those that rest come round
                                        .extracting(Problem::what)
                                        .singleElement()
                                        .asString()
                                        .contains("edge-usage", "no progress"));
                blocked.release();
            }
        }
    }

    @Test
    void whoever_posts_gets_an_answer_whatever_kafkas_client_throws() {
        Supplier<Producer<byte[], byte[]>> producer =
                () -> {
                    throw new IllegalArgumentException("a defect");
                };
        try (UsageIntake intake = intake(producer)) {
            intake.start();
            post(intake);

            await().until(() -> durable.get() == 1); // the disk has it
            assertThat(lost).hasValue(0);
        }
    }
}

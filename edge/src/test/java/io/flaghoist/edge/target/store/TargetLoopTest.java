package io.flaghoist.edge.target.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.edge.BlockedThread;
import io.flaghoist.edge.KafkaSettings;
import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.service.Problem;
import io.flaghoist.service.Supervisor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetLoopTest {
    private static final BlockedThread BLOCKED = new BlockedThread("edge-targets");

    private final AtomicLong later = new AtomicLong();
    private final EdgeMeters meters = new EdgeMeters();
    private final TargetMeters targetMeters = new TargetMeters(meters.meters());
    private final Supervisor supervisor =
            new Supervisor(
                    meters.registry(), Clock.systemUTC(), () -> System.nanoTime() + later.get());

    @TempDir private Path directory;

    /** Kafka makes it by its name, when it makes a client. */
    public static final class Blocking implements MetricsReporter {
        @Override
        public void init(List<KafkaMetric> metrics) {
            BLOCKED.here();
        }

        @Override
        public void metricChange(KafkaMetric metric) {}

        @Override
        public void metricRemoval(KafkaMetric metric) {}

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configs) {}
    }

    @Test
    void a_thread_that_hangs_in_kafkas_client_is_told() {
        var kafka =
                new KafkaSettings(
                        "127.0.0.1:1",
                        null,
                        null,
                        null,
                        Map.of("metric.reporters", Blocking.class.getName()));
        var store =
                new TargetStore(
                        directory.resolve("targets"),
                        Duration.ofDays(1),
                        1 << 20,
                        targetMeters,
                        Clock.systemUTC());
        try (var follower =
                new TargetFollower(
                        supervisor,
                        kafka,
                        TargetFollower.Timing.DEFAULT,
                        store,
                        new TopicPresence(),
                        List.of(),
                        targetMeters,
                        Clock.systemUTC())) {
            follower.start();
            await().until(BLOCKED::hasArrived);

            later.addAndGet(Duration.ofMinutes(2).toNanos());

            assertThat(supervisor.problems())
                    .extracting(Problem::what)
                    .singleElement()
                    .asString()
                    .contains("edge-targets", "no progress");
            BLOCKED.release();
        }
    }
}

package io.flaghoist.edge.target.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.edge.BlockedThread;
import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.service.Problem;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class OutboxLoopTest {
    private final AtomicLong later = new AtomicLong();
    private final AtomicInteger returned = new AtomicInteger();
    private final EdgeMeters meters = new EdgeMeters();
    private final TargetMeters targetMeters = new TargetMeters(meters.meters());
    private final Supervisor supervisor =
            new Supervisor(
                    meters.registry(), Clock.systemUTC(), () -> System.nanoTime() + later.get());

    private OutboxRecord letter() {
        return new OutboxRecord(
                "topic",
                0,
                new LogRecord("key".getBytes(UTF_8), "value".getBytes(UTF_8), Map.of()),
                returned::incrementAndGet);
    }

    @Test
    void a_thread_that_hangs_in_kafkas_client_is_told() {
        try (var blocked = new BlockedThread("edge-outbox-kind");
                var outbox =
                        new Outbox(
                                supervisor,
                                "kind",
                                () -> {
                                    blocked.here();
                                    throw new KafkaException("away");
                                },
                                targetMeters,
                                10,
                                1 << 20)) {
            outbox.start();
            outbox.post(letter());
            await().until(blocked::hasArrived);

            later.addAndGet(Duration.ofMinutes(2).toNanos());

            assertThat(supervisor.problems())
                    .extracting(Problem::what)
                    .singleElement()
                    .asString()
                    .contains("edge-outbox-kind", "no progress");
            blocked.release();
        }
    }

    @Test
    void a_letter_comes_back_whatever_kafkas_client_throws() {
        try (var outbox =
                new Outbox(
                        supervisor,
                        "kind",
                        () -> {
                            throw new IllegalArgumentException("a defect");
                        },
                        targetMeters,
                        10,
                        1 << 20)) {
            outbox.start();

            outbox.post(letter());
            outbox.post(letter());

            await().until(() -> returned.get() == 2);
            assertThat(supervisor.problems())
                    .extracting(Problem::what)
                    .singleElement()
                    .asString()
                    .contains("a defect");
        }
    }
}

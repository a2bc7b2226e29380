package io.flaghoist.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private static final LoopSpec SPEC =
            LoopSpec.of("polls", "targets are not polled").within(Duration.ofSeconds(5));

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AtomicLong nanos = new AtomicLong();
    private final Supervisor supervisor = new Supervisor(registry, Clock.systemUTC(), nanos::get);

    @Test
    void a_turn_that_throws_is_counted_told_in_health_and_tried_again_until_it_works() {
        var broken = new AtomicBoolean(true);
        var turns = new AtomicInteger();
        try (SupervisedLoop loop =
                supervisor.every(
                        Duration.ofMillis(1),
                        SPEC,
                        () -> {
                            turns.incrementAndGet();
                            if (broken.get()) {
                                throw new IllegalStateException("no such luck");
                            }
                        })) {
            loop.start();
            await().untilAsserted(() -> assertThat(failures("polls")).isGreaterThan(1));
            assertThat(supervisor.problems())
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.what()).contains("polls", "no such luck");
                        assertThat(problem.meanwhile()).isEqualTo("targets are not polled");
                    });
            broken.set(false);
            await().untilAsserted(() -> assertThat(supervisor.problems()).isEmpty());
            int before = turns.get();
            await().until(() -> turns.get() > before + 3);
        }
    }

    @Test
    void the_beginning_of_a_problem_survives_its_retries() {
        try (SupervisedLoop loop =
                supervisor.loop(
                        SPEC,
                        () -> {
                            throw new IllegalStateException("no such luck");
                        })) {
            loop.start();
            await().until(() -> !supervisor.problems().isEmpty());
            var since = supervisor.problems().getFirst().since();
            double before = failures("polls");
            await().until(() -> failures("polls") > before + 2);
            assertThat(supervisor.problems().getFirst().since()).isEqualTo(since);
        }
    }

    @Test
    void an_error_does_not_end_a_loop_either() {
        var turns = new AtomicInteger();
        try (SupervisedLoop loop =
                supervisor.loop(
                        SPEC,
                        () -> {
                            if (turns.incrementAndGet() == 1) {
                                throw new NoClassDefFoundError("gone");
                            }
                            Thread.sleep(1);
                        })) {
            loop.start();
            await().until(() -> turns.get() > 2);
        }
    }

    @Test
    void a_turn_that_hangs_past_its_deadline_is_told_in_health_until_it_comes_back() {
        var release = new CountDownLatch(1);
        try (SupervisedLoop loop =
                supervisor.every(Duration.ofMillis(1), SPEC, () -> release.await())) {
            loop.start();
            await().until(() -> release.getCount() == 1);
            nanos.addAndGet(Duration.ofSeconds(4).toNanos());
            assertThat(supervisor.problems()).as("within its deadline").isEmpty();
            await().untilAsserted(() -> {
                nanos.addAndGet(Duration.ofSeconds(6).toNanos());
                assertThat(supervisor.problems())
                        .singleElement()
                        .satisfies(problem -> assertThat(problem.what()).contains("no progress"));
            });
            release.countDown();
            await().untilAsserted(() -> assertThat(supervisor.problems()).isEmpty());
        }
    }

    @Test
    void a_loop_that_rests_is_not_stuck() {
        var turns = new AtomicInteger();
        try (SupervisedLoop loop =
                supervisor.every(Duration.ofHours(1), SPEC, turns::incrementAndGet)) {
            loop.start();
            await().until(() -> turns.get() == 1);
            await().untilAsserted(() -> {
                nanos.addAndGet(Duration.ofMinutes(30).toNanos());
                assertThat(supervisor.problems()).isEmpty();
            });
        }
    }

    @Test
    void closing_ends_a_loop_in_the_middle_of_a_turn_without_a_problem() {
        var ended = new AtomicBoolean();
        SupervisedLoop loop =
                supervisor.loop(SPEC, () -> Thread.sleep(60_000), () -> ended.set(true));
        loop.start();
        loop.close();
        assertThat(loop.hasEnded()).isTrue();
        assertThat(ended).isTrue();
        assertThat(supervisor.problems()).isEmpty();
        assertThat(failures("polls")).isZero();
    }

    @Test
    void a_turn_can_be_the_last() {
        var turns = new AtomicInteger();
        var loops = new SupervisedLoop[1];
        loops[0] =
                supervisor.loop(
                        SPEC,
                        () -> {
                            turns.incrementAndGet();
                            loops[0].finish();
                        });
        loops[0].start();
        await().until(loops[0]::hasEnded);
        assertThat(turns).hasValue(1);
        assertThat(supervisor.problems()).isEmpty();
    }

    @Test
    void a_task_that_throws_is_counted() {
        try (var tasks = supervisor.tasks("snapshots", "a snapshot was not written")) {
            assertThat(failures("snapshots")).as("exists from the start").isZero();
            tasks.execute(() -> {
                throw new IllegalStateException("no such luck");
            });
            await().until(() -> failures("snapshots") == 1);
        }
    }

    private double failures(String loop) {
        return registry.scrape().stream()
                .filter(CounterSnapshot.class::isInstance)
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .filter(point -> loop.equals(point.getLabels().get("loop")))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .findFirst()
                .orElse(-1);
    }
}

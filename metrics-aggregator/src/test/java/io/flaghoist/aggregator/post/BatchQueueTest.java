package io.flaghoist.aggregator.post;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.aggregator.metrics.Rates;
import io.flaghoist.aggregator.post.BatchQueue.Turn;
import io.flaghoist.aggregator.post.Endpoint.Outcome.Later;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.MetricsBatch;
import io.flaghoist.schemas.metrics.Usage;
import io.flaghoist.schemas.metrics.UsageKey;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BatchQueueTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env-1");

    private final AtomicLong nanos = new AtomicLong();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final BatchQueue<Integer> line =
            new BatchQueue<>(
                    ENVIRONMENT,
                    new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60)),
                    new Random(7),
                    nanos::get,
                    new AggregatorMetrics(registry, new Rates(nanos::get)));

    private static MetricsBatch batch(int count) {
        List<Usage> usages =
                count == 0
                        ? List.of()
                        : List.of(
                                new Usage(
                                        new UsageKey("dark", "on", "server", "java", "1"),
                                        "",
                                        "",
                                        count,
                                        1));
        return new MetricsBatch("batch-" + count, ENVIRONMENT, 0, 60_000, usages, List.of());
    }

    private void add(int place, int count) {
        line.add(new BatchQueue.Waiting<>(place, batch(count), 1_000L + place, 500));
    }

    @Test
    void the_first_is_posted_until_it_is_out_of_the_line() {
        add(1, 10);
        add(2, 20);
        assertThat(line.turn(0)).isEqualTo(new Turn.Post<>(line.first()));
        assertThat(line.remove().place()).isEqualTo(1);

        assertThat(line.turn(0)).isEqualTo(new Turn.Post<>(line.first()));
        assertThat(line.remove().place()).isEqualTo(2);
        assertThat(line.isEmpty()).isTrue();
    }

    @Test
    void what_saas_does_not_take_now_waits_longer_each_time_and_says_why() {
        add(1, 10);
        long longest = 0;
        for (int failures = 0; failures < 12; failures++) {
            line.retry(new Later("SaaS answered 503", Optional.empty()));
            assertThat(line.problem()).contains("SaaS answered 503");
            long wait = wait(line.turn(0));
            assertThat(wait).isLessThanOrEqualTo(Duration.ofSeconds(60).toNanos());
            longest = Math.max(longest, wait);
            nanos.addAndGet(wait);
            assertThat(line.turn(0)).isInstanceOf(Turn.Post.class);
        }
        assertThat(longest).isGreaterThan(Duration.ofSeconds(10).toNanos());
        line.remove();
        assertThat(line.problem()).isEmpty();
    }

    @Test
    void at_least_as_long_as_saas_asks_for() {
        add(1, 10);
        line.retry(new Later("SaaS answered 429", Optional.of(Duration.ofSeconds(30))));

        assertThat(wait(line.turn(0))).isGreaterThan(Duration.ofSeconds(30).toNanos());
    }

    private static long wait(Turn<Integer> turn) {
        return switch (turn) {
            case Turn.Wait<Integer>(var nanos) -> nanos;
            case Turn.Post<Integer> _, Turn.Gone<Integer> _, Turn.Done<Integer> _ -> 0;
        };
    }

    @Test
    void what_was_accepted_and_is_read_again_because_it_was_not_committed_is_not_posted_again() {
        add(1, 10);
        line.remove();
        line.leave(_ -> true); // as when the poster begins anew
        add(1, 10);
        add(2, 20);

        assertThat(line.turn(0)).isInstanceOf(Turn.Done.class);
        assertThat(line.turn(0)).isEqualTo(new Turn.Post<>(line.first()));
        assertThat(line.first().place()).isEqualTo(2);
    }

    @Test
    void what_outlived_the_topic_is_dropped_and_counted_and_what_is_empty_is_never_posted() {
        add(1, 10);
        add(2, 0);
        add(3, 20);

        assertThat(line.turn(1_002)).isInstanceOf(Turn.Gone.class);
        assertThat(line.turn(1_002)).isInstanceOf(Turn.Gone.class);
        assertThat(line.turn(1_002)).isEqualTo(new Turn.Post<>(line.first()));
        assertThat(line.first().place()).isEqualTo(3);
        var dropped =
                (CounterSnapshot)
                        registry.scrape("flaghoist_aggregator_evaluations_dropped"::equals).get(0);
        assertThat(dropped.getDataPoints())
                .singleElement()
                .satisfies(point -> assertThat(point.getValue()).isEqualTo(10));
    }

    @Test
    void there_is_room_for_a_hundred_batches_and_for_a_mebibyte() {
        for (int i = 0; i < 99; i++) {
            add(i, 10);
        }
        assertThat(line.hasRoom()).isTrue();
        add(99, 10);
        assertThat(line.hasRoom()).isFalse();

        line.leave(place -> place > 0);
        assertThat(line.hasRoom()).isTrue();
        line.add(new BatchQueue.Waiting<>(1, batch(1), 1_000, 1 << 20));
        assertThat(line.hasRoom()).isFalse();
    }

    @Test
    void what_somebody_else_is_to_post_leaves_the_line() {
        add(1, 10);
        add(2, 20);
        line.leave(place -> place == 1);

        assertThat(line.size()).isEqualTo(1);
        assertThat(line.evaluations()).isEqualTo(20);
        assertThat(line.oldestMillis()).hasValue(1_002);
    }
}

package io.flaghoist.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {
    private final List<String> log = new ArrayList<>();

    @Test
    void parts_start_and_close_in_order_and_all_close_although_one_fails() {
        var parts =
                new Parts(
                        List.of(() -> log.add("start 1"), () -> log.add("start 2")),
                        List.of(
                                () -> log.add("close 1"),
                                () -> {
                                    throw new IllegalStateException("first");
                                },
                                () -> {
                                    throw new IllegalStateException("second");
                                },
                                () -> log.add("close 2")));

        parts.start();
        Throwable failure = catchThrowable(parts::stop);

        assertThat(log).containsExactly("start 1", "start 2", "close 1", "close 2");
        assertThat(failure).hasMessage("first");
        assertThat(failure.getSuppressed())
                .singleElement()
                .hasToString("java.lang.IllegalStateException: second");
    }

    @Test
    void a_problem_keeps_its_beginning_until_it_is_over() {
        var now = new Instant[] {Instant.EPOCH};
        var clock =
                new Clock() {
                    @Override
                    public ZoneOffset getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now[0];
                    }
                };
        var problem = new OneProblem("the topics", "nothing is written", "kafka.topics", clock);
        assertThat(problem.current()).isEmpty();

        problem.raise("no answer");
        now[0] = Instant.EPOCH.plusSeconds(5);
        problem.raise("refused");
        assertThat(problem.current())
                .contains(
                        new Problem(
                                "refused", Instant.EPOCH, "nothing is written", "kafka.topics"));

        problem.clear();
        problem.clear();
        assertThat(problem.current()).isEmpty();
        problem.raise("again");
        assertThat(problem.current().map(Problem::since)).contains(now[0]);
    }

    @Test
    void elapsed_time_is_the_greater_of_both_clocks_and_never_negative() {
        var start = new Moment(Instant.EPOCH, 0);

        assertThat(start.until(new Moment(Instant.EPOCH, 3_000_000_000L))).hasSeconds(3);
        assertThat(start.until(new Moment(Instant.EPOCH.plusSeconds(60), 1)))
                .as("the machine was suspended")
                .hasMinutes(1);
        assertThat(start.until(new Moment(Instant.EPOCH.minusSeconds(60), -1)))
                .isEqualTo(Duration.ZERO);
        assertThat(start.isBefore(new Moment(Instant.EPOCH.minusSeconds(60), 1))).isTrue();
    }
}

package io.flaghoist.ingest.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private long now = 1_000;
    private final RateLimiter pace = new RateLimiter(5, () -> now);

    @Test
    void requests_are_a_fifth_of_a_second_apart_however_many_want_to_ask() {
        long last = -1;
        for (int i = 0; i < 200; i++) {
            long wait = pace.reserve();
            assertThat(wait).isEqualTo(Duration.ofMillis(200L * i).toNanos());
            assertThat(wait).isGreaterThan(last);
            last = wait;
        }
    }

    @Test
    void what_was_not_asked_is_not_made_up_for() {
        pace.reserve();
        now += Duration.ofSeconds(10).toNanos();

        assertThat(pace.reserve()).isZero();
        assertThat(pace.reserve()).isEqualTo(Duration.ofMillis(200).toNanos());
    }

    @Test
    void nobody_asks_while_the_service_wants_to_rest() {
        pace.reserve();
        pace.pause(Duration.ofSeconds(30));

        assertThat(pace.reserve()).isEqualTo(Duration.ofSeconds(30).toNanos());
        pace.pause(Duration.ofSeconds(1));
        assertThat(pace.reserve()).isEqualTo(Duration.ofMillis(30_200).toNanos());
    }

    @Test
    void a_rest_is_bounded() {
        pace.pause(Duration.ofDays(365));

        assertThat(pace.reserve()).isEqualTo(Duration.ofMinutes(10).toNanos());
    }

    @Test
    void requests_are_spread_evenly_at_the_rate() {
        long[] nanos = {0};
        var limiter = new RateLimiter(20, () -> nanos[0]);
        long interval = Duration.ofMillis(50).toNanos();

        assertThat(List.of(limiter.reserve(), limiter.reserve(), limiter.reserve()))
                .containsExactly(0L, interval, 2 * interval);
        nanos[0] = 10 * interval;
        assertThat(limiter.reserve()).isZero();
    }
}

package io.flaghoist.saas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Backoff FIRST = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
    private final Random random = new Random(7);

    @Test
    void delays_are_random_up_to_a_ceiling_that_doubles_to_its_maximum() {
        Backoff backoff = FIRST;
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(backoff.ceiling()).hasSeconds(seconds);
            for (int i = 0; i < 100; i++) {
                assertThat(backoff.delay(random, Optional.empty()))
                        .isPositive()
                        .isLessThanOrEqualTo(Duration.ofSeconds(seconds));
            }
            backoff = backoff.next();
        }
    }

    @Test
    void a_delay_is_never_shorter_than_upstream_asks_for_up_to_ten_minutes() {
        assertThat(FIRST.delay(random, Optional.of(Duration.ofSeconds(30))))
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
        assertThat(FIRST.delay(random, Optional.of(Duration.ofDays(1))))
                .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(10).plusSeconds(1));
    }
}

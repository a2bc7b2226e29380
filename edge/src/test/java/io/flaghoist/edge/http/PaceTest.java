package io.flaghoist.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;

    /** Clocks of this kind may be below zero. */
    private static final long START = -50 * MILLI;

    private final Pace pace = new Pace(START);

    @Test
    void a_thread_with_time_rests_as_long_as_it_worked() {
        assertThat(pace.restAfter(MILLI / 5)).isEqualTo(MILLI / 5);

        pace.worked(49 * MILLI, START + 100 * MILLI);

        assertThat(pace.restAfter(MILLI / 5)).isEqualTo(MILLI / 5);
    }

    @Test
    void nobody_rests_for_long() {
        assertThat(pace.restAfter(500 * MILLI)).isEqualTo(MILLI);
    }

    @Test
    void a_thread_that_was_busy_for_half_of_a_window_does_not_rest() {
        pace.worked(30 * MILLI, START + 60 * MILLI);
        assertThat(pace.restAfter(MILLI)).as("not known yet").isEqualTo(MILLI);
        pace.worked(20 * MILLI, START + 100 * MILLI);

        assertThat(pace.restAfter(MILLI)).isZero();
    }

    @Test
    void it_rests_again_when_it_has_time_again() {
        pace.worked(90 * MILLI, START + 100 * MILLI);
        pace.worked(MILLI, START + 200 * MILLI);

        assertThat(pace.restAfter(MILLI)).isEqualTo(MILLI);
    }

    @Test
    void an_idle_time_counts_as_time() {
        pace.worked(60 * MILLI, START + 60 * MILLI);
        pace.worked(MILLI, START + 10_000 * MILLI);

        assertThat(pace.restAfter(MILLI)).isEqualTo(MILLI);
    }
}

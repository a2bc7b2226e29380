package io.flaghoist.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockOffsetTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void a_time_cut_to_seconds_proves_nothing_within_that_second() {
        var offset = ClockOffset.of(NOON, SECOND, NOON.plusMillis(900), NOON.plusMillis(950));

        assertThat(offset.certain()).isEqualTo(Duration.ZERO);
        assertThat(offset.text()).isEqualTo("agrees with the clock here");
    }

    @Test
    void a_slow_answer_proves_less() {
        var quick = ClockOffset.of(NOON.plusSeconds(5), SECOND, NOON, NOON.plusMillis(10));
        var slow = ClockOffset.of(NOON.plusSeconds(5), SECOND, NOON, NOON.plusSeconds(4));

        assertThat(quick.text()).isEqualTo("is 5.0 s ahead of the clock here");
        assertThat(slow.certain()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_clock_that_is_behind_is_told_by_its_upper_bound() {
        var offset = ClockOffset.of(NOON.minusSeconds(60), SECOND, NOON, NOON.plusMillis(10));

        assertThat(offset.text()).isEqualTo("is 59 s behind the clock here");
    }

    @Test
    void two_seconds_are_a_warning_and_thirty_are_wrong() {
        assertThat(reported(Duration.ofMillis(1_900))).isEqualTo(Outcome.OK);
        assertThat(reported(Duration.ofMillis(2_100))).isEqualTo(Outcome.WARNING);
        assertThat(reported(Duration.ofMillis(-2_100))).isEqualTo(Outcome.WARNING);
        assertThat(reported(Duration.ofMillis(30_100))).isEqualTo(Outcome.WRONG);
    }

    private static Outcome reported(Duration offset) {
        var report = new Report();
        new ClockOffset(offset, offset).report("ingest-1", "ingest", report);
        return report.checks().getFirst().outcome();
    }
}

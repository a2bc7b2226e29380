package io.flaghoist.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SkewTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void a_time_cut_to_seconds_proves_nothing_within_that_second() {
        var skew = Skew.of(NOON, SECOND, NOON.plusMillis(900), NOON.plusMillis(950));

        assertThat(skew.proven()).isEqualTo(Duration.ZERO);
        assertThat(skew.words()).isEqualTo("agrees with the clock here");
    }

    @Test
    void a_slow_answer_proves_less() {
        var quick = Skew.of(NOON.plusSeconds(5), SECOND, NOON, NOON.plusMillis(10));
        var slow = Skew.of(NOON.plusSeconds(5), SECOND, NOON, NOON.plusSeconds(4));

        assertThat(quick.words()).isEqualTo("5.0 s ahead of the clock here");
        assertThat(slow.proven()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_clock_that_is_behind_is_told_by_its_upper_bound() {
        var skew = Skew.of(NOON.minusSeconds(60), SECOND, NOON, NOON.plusMillis(10));

        assertThat(skew.words()).isEqualTo("59 s behind the clock here");
    }

    @Test
    void two_seconds_are_a_warning_and_thirty_are_wrong() {
        assertThat(told(Duration.ofMillis(1_900))).isEqualTo(Outcome.OK);
        assertThat(told(Duration.ofMillis(2_100))).isEqualTo(Outcome.WARNING);
        assertThat(told(Duration.ofMillis(-2_100))).isEqualTo(Outcome.WARNING);
        assertThat(told(Duration.ofMillis(30_100))).isEqualTo(Outcome.WRONG);
    }

    private static Outcome told(Duration skew) {
        var findings = new Findings();
        new Skew(skew, skew).tell(findings, "ingest-1", "this ingest", "It harms.");
        return findings.checks().getFirst().outcome();
    }
}

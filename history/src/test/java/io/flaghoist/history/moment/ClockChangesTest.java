package io.flaghoist.history.moment;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.history.moment.Moment.At;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockChangesTest {
    @Test
    void a_time_that_clocks_skipped_is_taken_as_if_they_had_not_and_that_is_said()
            throws NotAMomentException {
        At at = at("2026-03-29 02:30", "2026-06-01T00:00:00Z", "Europe/Berlin");

        assertThat(at.instant()).isEqualTo("2026-03-29T01:30:00Z");
        assertThat(at.note())
                .hasValue(
                        "2026-03-29T02:30 did not happen in Europe/Berlin, where clocks were put"
                                + " forward; taken as 2026-03-29T03:30+02:00");
    }

    @Test
    void of_a_time_that_clocks_showed_twice_the_first_is_taken_and_that_is_said()
            throws NotAMomentException {
        At at = at("2026-10-25 02:30", "2026-11-01T00:00:00Z", "Europe/Berlin");

        assertThat(at.instant()).isEqualTo("2026-10-25T00:30:00Z");
        assertThat(at.note())
                .hasValue(
                        "2026-10-25T02:30 happened twice in Europe/Berlin, where clocks were put"
                                + " back; taken as the first, 2026-10-25T02:30+02:00, not the"
                                + " second, 2026-10-25T02:30+01:00");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2026-10-25 02:30 CEST             | 2026-10-25T00:30:00Z
                    2026-10-25 02:30 CET              | 2026-10-25T01:30:00Z
                    2026-10-25T02:30+01:00            | 2026-10-25T01:30:00Z
                    2026-03-29 02:30 CET              | 2026-03-29T01:30:00Z
                    2026-10-25 01:59:59               | 2026-10-24T23:59:59Z
                    2026-10-25 03:00                  | 2026-10-25T02:00:00Z
                    2026-03-29 03:00                  | 2026-03-29T01:00:00Z
                    """)
    void whoever_names_the_offset_or_another_time_means_one_instant(String text, Instant instant)
            throws NotAMomentException {
        assertThat(at(text, "2026-11-01T00:00:00Z", "Europe/Berlin")).isEqualTo(new At(instant));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    02:30              | 2026-10-25T00:40:00Z | 2026-10-25T00:30:00Z
                    02:30              | 2026-10-25T01:10:00Z | 2026-10-25T00:30:00Z
                    1 day ago          | 2026-10-26T01:30:00Z | 2026-10-25T00:30:00Z
                    1 day 1h ago       | 2026-10-26T01:30:00Z | 2026-10-24T23:30:00Z
                    yesterday 02:30    | 2026-03-30T10:00:00Z | 2026-03-29T01:30:00Z
                    sunday 02:30       | 2026-03-30T10:00:00Z | 2026-03-29T01:30:00Z
                    """)
    void it_is_said_in_every_form(String text, String now, Instant instant)
            throws NotAMomentException {
        At at = at(text, now, "Europe/Berlin");

        assertThat(at.instant()).isEqualTo(instant);
        assertThat(at.note()).isPresent();
    }

    @Test
    void hours_are_counted_and_not_read_from_clocks() throws NotAMomentException {
        assertThat(at("2h ago", "2026-10-25T02:00:00Z", "Europe/Berlin"))
                .isEqualTo(new At(Instant.parse("2026-10-25T00:00:00Z")));
    }

    @Test
    void a_day_that_has_no_midnight_begins_when_it_begins() throws NotAMomentException {
        assertThat(at("2018-11-04", "2018-12-01T00:00:00Z", "America/Sao_Paulo"))
                .isEqualTo(new At(Instant.parse("2018-11-04T03:00:00Z")));
    }

    private static At at(String text, String now, String zone) throws NotAMomentException {
        var clock = Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
        return (At) new MomentParser(clock, ZoneId.of(zone)).parse(text);
    }
}

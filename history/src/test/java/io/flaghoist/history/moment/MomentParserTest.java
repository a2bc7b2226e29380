package io.flaghoist.history.moment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaghoist.history.moment.Moment.At;
import io.flaghoist.history.moment.Moment.Now;
import io.flaghoist.history.moment.Moment.Revision;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All of it is read in Berlin, on Friday, 27 November 2026, at 20:30:15 local time. */
class MomentParserTest {
    private static final Instant NOW = Instant.parse("2026-11-27T19:30:15Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void now_is_now_and_not_the_time_at_which_it_was_said() throws NotAMomentException {
        assertThat(parse("now")).isEqualTo(new Now());
        assertThat(parse(" NOW ")).isEqualTo(new Now());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1842", "r1842", "R1842", "revision 1842", "rev 1842", "r 1842"})
    void a_number_is_a_revision(String text) throws NotAMomentException {
        assertThat(parse(text)).isEqualTo(new Revision(1842));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2026-11-27T14:05:00Z                     | 2026-11-27T14:05:00Z
                    2026-11-27T14:05Z                        | 2026-11-27T14:05:00Z
                    2026-11-27T14:05:07.123456Z              | 2026-11-27T14:05:07.123456Z
                    2026-11-27T14:05:07,5Z                   | 2026-11-27T14:05:07.5Z
                    2026-11-27T14:05:00+01:00                | 2026-11-27T13:05:00Z
                    2026-11-27T14:05-0500                    | 2026-11-27T19:05:00Z
                    2026-11-27T14:05+01:00[Europe/Berlin]    | 2026-11-27T13:05:00Z
                    2026-11-27T14:05                         | 2026-11-27T13:05:00Z
                    2026-11-27 14:05                         | 2026-11-27T13:05:00Z
                    2026-11-27  9:05:30                      | 2026-11-27T08:05:30Z
                    2026-11-27 14:05 Europe/Berlin           | 2026-11-27T13:05:00Z
                    2026-11-27 14:05 america/new_york        | 2026-11-27T19:05:00Z
                    2026-11-27 14:05UTC                      | 2026-11-27T14:05:00Z
                    2026-11-27 14:05 UTC                     | 2026-11-27T14:05:00Z
                    2026-11-27 14:05 CET                     | 2026-11-27T13:05:00Z
                    2026-07-01 14:05 CEST                    | 2026-07-01T12:05:00Z
                    2026-07-01 14:05 CET                     | 2026-07-01T13:05:00Z
                    2026-07-01 14:05                         | 2026-07-01T12:05:00Z
                    2026-11-27 14:05 +01:00                  | 2026-11-27T13:05:00Z
                    2026-11-27 14:05 -05                     | 2026-11-27T19:05:00Z
                    """)
    void a_day_and_a_time(String text, Instant instant) throws NotAMomentException {
        assertThat(parse(text)).isEqualTo(new At(instant));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2026-11-27                  | 2026-11-26T23:00:00Z
                    2026-07-01                  | 2026-06-30T22:00:00Z
                    2026-11-27 UTC              | 2026-11-27T00:00:00Z
                    2026-11-27 -05:00           | 2026-11-27T05:00:00Z
                    today                       | 2026-11-26T23:00:00Z
                    yesterday                   | 2026-11-25T23:00:00Z
                    monday                      | 2026-11-22T23:00:00Z
                    friday                      | 2026-11-26T23:00:00Z
                    """)
    void a_day_alone_is_its_beginning(String text, Instant instant) throws NotAMomentException {
        assertThat(parse(text)).isEqualTo(new At(instant));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    14:05                       | 2026-11-27T13:05:00Z
                    20:30:15                    | 2026-11-27T19:30:15Z
                    20:30:16                    | 2026-11-26T19:30:16Z
                    23:00                       | 2026-11-26T22:00:00Z
                    9:00                        | 2026-11-27T08:00:00Z
                    14:05 UTC                   | 2026-11-27T14:05:00Z
                    03:00 Asia/Tokyo            | 2026-11-27T18:00:00Z
                    05:00 Asia/Tokyo            | 2026-11-26T20:00:00Z
                    """)
    void a_time_alone_is_the_last_one_that_was(String text, Instant instant)
            throws NotAMomentException {
        assertThat(parse(text)).isEqualTo(new At(instant));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    today 9:00                  | 2026-11-27T08:00:00Z
                    today 23:00                 | 2026-11-27T22:00:00Z
                    yesterday 14:05             | 2026-11-26T13:05:00Z
                    yesterday at 14:05          | 2026-11-26T13:05:00Z
                    Yesterday 14:05 UTC         | 2026-11-26T14:05:00Z
                    today 03:00 Asia/Tokyo      | 2026-11-27T18:00:00Z
                    monday 09:00                | 2026-11-23T08:00:00Z
                    mon 09:00                   | 2026-11-23T08:00:00Z
                    last monday 09:00           | 2026-11-23T08:00:00Z
                    thursday 09:00 UTC          | 2026-11-26T09:00:00Z
                    friday 20:30                | 2026-11-27T19:30:00Z
                    friday 20:31                | 2026-11-20T19:31:00Z
                    saturday 09:00              | 2026-11-21T08:00:00Z
                    """)
    void days_by_their_names(String text, Instant instant) throws NotAMomentException {
        assertThat(parse(text)).isEqualTo(new At(instant));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    10m ago                     | 2026-11-27T19:20:15Z
                    90s ago                     | 2026-11-27T19:28:45Z
                    1h30m ago                   | 2026-11-27T18:00:15Z
                    1 hour and 30 minutes ago   | 2026-11-27T18:00:15Z
                    an hour ago                 | 2026-11-27T18:30:15Z
                    2 days ago                  | 2026-11-25T19:30:15Z
                    1 day, 2 hours ago          | 2026-11-26T17:30:15Z
                    3 weeks ago                 | 2026-11-06T19:30:15Z
                    40 days ago                 | 2026-10-18T18:30:15Z
                    960h ago                    | 2026-10-18T19:30:15Z
                    a month ago                 | 2026-10-27T19:30:15Z
                    2 years ago                 | 2024-11-27T19:30:15Z
                    """)
    void counting_back_by_the_calendar_from_days_on(String text, Instant instant)
            throws NotAMomentException {
        assertThat(parse(text)).isEqualTo(new At(instant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "ago",
                "m ago",
                "10 ago",
                "10x ago",
                "10m",
                "-5m ago",
                "1h,,2m ago",
                "1h x 2m ago",
                "r",
                "r-1",
                "-1",
                "18.42",
                "14:5",
                "2026-11-27T",
                "27.11.2026",
                "2026-11-27T9",
                "2026-11-27Tokyo",
                "monda 9:00",
                "tomorrow",
                "yesterdayish",
            })
    void what_is_not_understood_is_said_with_three_examples(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(NotAMomentException.class)
                .hasMessage(
                        "No moment is called \"%s\": it is not understood. Say for instance"
                                + " \"10m ago\", \"2026-11-27 14:05 Europe/Berlin\" or \"r1842\" for a"
                                + " revision.",
                        text);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-27 14:05 Europe/Brelin, europe/brelin",
        "2026-11-27 14:05 CST, cst",
        "14:05 +25:00, +25:00",
        "today o'clock, o'clock",
        "mon day, day",
    })
    void a_zone_that_is_none_is_named(String text, String zone) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(NotAMomentException.class)
                .hasMessageContaining("there is no time zone \"" + zone + '"');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-13-01",
                "2026-02-30",
                "2026-11-27 24:00",
                "25:00",
                "12:60",
                "12:00:60",
                "99999999999999999999",
                "999999999 years ago",
                "3000 years ago",
            })
    void days_times_and_numbers_that_there_are_not(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(NotAMomentException.class)
                .hasMessageContaining("there is no such day, time or number");
    }

    @Test
    void the_text_comes_back_tame() {
        assertThatThrownBy(() -> parse("\u001b[2J\n" + "x".repeat(1_000)))
                .isInstanceOf(NotAMomentException.class)
                .message()
                .startsWith("No moment is called \"?[2J?xxx")
                .hasSizeLessThan(250);
    }

    static Moment parse(String text) throws NotAMomentException {
        return new MomentParser(Clock.fixed(NOW, ZoneOffset.UTC), BERLIN).parse(text);
    }
}

package io.flaghoist.history.moment;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.history.moment.Moment.At;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class MomentProperties {
    private static final int TRIES = 300;
    private static final ZoneId LORD_HOWE = ZoneId.of("Australia/Lord_Howe");
    private static final MomentParser PARSER =
            new MomentParser(
                    Clock.fixed(Instant.parse("2026-11-27T19:30:15Z"), ZoneOffset.UTC), LORD_HOWE);

    @Property(tries = TRIES)
    void an_instant_is_read_as_java_prints_it(@ForAll @LongRange(max = MAX) long millis)
            throws NotAMomentException {
        Instant instant = Instant.ofEpochMilli(millis);

        assertThat(
                        List.of(
                                PARSER.parse(instant.toString()),
                                PARSER.parse(instant.atOffset(ZoneOffset.ofHours(-3)).toString()),
                                PARSER.parse(instant.atZone(LORD_HOWE).toString())))
                .containsOnly(new At(instant));
    }

    @Property(tries = TRIES)
    void a_local_time_is_an_instant_at_which_clocks_show_it_or_it_is_said_why_not(
            @ForAll @LongRange(max = MAX) long seconds) throws NotAMomentException {
        var local = LocalDateTime.ofEpochSecond(seconds / 1_000, 0, ZoneOffset.UTC);

        At at = (At) PARSER.parse(local.toString());

        boolean shown = LocalDateTime.ofInstant(at.instant(), LORD_HOWE).equals(local);
        int instants = LORD_HOWE.getRules().getValidOffsets(local).size();
        assertThat(shown).isEqualTo(instants > 0);
        assertThat(at.note().isPresent()).isEqualTo(instants != 1);
    }

    @Property(tries = TRIES)
    void whatever_is_written_is_a_moment_or_is_refused_kindly(@ForAll("scribbles") String text) {
        try {
            assertThat(PARSER.parse(text)).isNotNull();
        } catch (NotAMomentException e) {
            assertThat(e).hasMessageStartingWith("No moment is called");
        }
    }

    @Provide
    Arbitrary<String> scribbles() {
        Arbitrary<String> parts =
                Arbitraries.of(
                        "2026-11-27",
                        "14:05",
                        "T",
                        " ",
                        "Z",
                        "+01:00",
                        "Europe/Berlin",
                        "ago",
                        "10m",
                        "an",
                        "hour",
                        "9",
                        "999999999",
                        "days",
                        "yesterday",
                        "monday",
                        "at",
                        "r",
                        "now",
                        "[",
                        "]",
                        ",",
                        "-",
                        "\u0000",
                        "CET",
                        "99:99",
                        "0000-00-00");
        return parts.list().ofMaxSize(7).map(list -> String.join("", list));
    }

    private static final long MAX = 4_000_000_000_000L;
}

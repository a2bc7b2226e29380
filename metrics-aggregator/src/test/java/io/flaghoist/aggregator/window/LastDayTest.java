package io.flaghoist.aggregator.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LastDayTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    @Test
    void hours_add_up_and_are_gone_after_a_day() {
        LastDay day =
                LastDay.EMPTY
                        .plus(HOUR, Map.of("on", 1L))
                        .plus(HOUR, Map.of("on", 2L, "off", 1L))
                        .plus(24 * HOUR, Map.of("on", 4L));
        assertThat(day.byVariation()).isEqualTo(Map.of("on", 7L, "off", 1L));

        assertThat(day.plus(24 * HOUR + 1, Map.of("on", 8L)).byVariation())
                .isEqualTo(Map.of("on", 12L));
        assertThat(day.isOver(47 * HOUR - 1)).isFalse();
        assertThat(day.isOver(47 * HOUR)).isTrue();
    }

    @Test
    void it_reads_as_it_was_written() {
        LastDay day = LastDay.EMPTY.plus(HOUR, Map.of("ü ", 1L)).plus(2 * HOUR, Map.of("off", 5L));

        assertThat(LastDay.read(day.bytes())).isEqualTo(day);
    }

    @Test
    void variations_beyond_the_limit_count_together_and_sums_never_wrap() {
        LastDay day = LastDay.EMPTY;
        for (int i = 0; i < 3 * LastDay.MAX_VARIATIONS; i++) {
            day = day.plus(HOUR, Map.of("variation-" + i, 1L));
        }
        assertThat(day.byVariation()).hasSize(LastDay.MAX_VARIATIONS + 1);
        assertThat(day.byVariation()).containsEntry(LastDay.OTHER, 2L * LastDay.MAX_VARIATIONS);

        LastDay full = LastDay.EMPTY.plus(HOUR, Map.of("on", Long.MAX_VALUE));
        assertThat(full.plus(HOUR, Map.of("on", 1L)).byVariation())
                .containsEntry("on", Long.MAX_VALUE);
    }
}

package io.flaghoist.service.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;

class RepeatedLinesTest {
    private static final long PERIOD = 1_000;

    private final LoggerContext context = new LoggerContext();
    private final RepeatedLines lines = new RepeatedLines(PERIOD);

    private BoundedEvent line(String message) {
        var event = new LoggingEvent();
        event.setLoggerContext(context);
        event.setLoggerName("x");
        event.setThreadName("t");
        event.setLevel(Level.WARN);
        event.setMessage(message);
        return BoundedEvent.of(event);
    }

    @Test
    void one_line_of_a_kind_passes_and_the_others_are_counted_when_its_period_ends() {
        assertThat(lines.passes("kind", line("first"), 0)).isTrue();
        assertThat(lines.passes("kind", line("second"), 1)).isFalse();
        assertThat(lines.passes("kind", line("third"), 2)).isFalse();
        assertThat(lines.passes("other", line("another"), 3)).isTrue();
        assertThat(lines.isKeepingBack()).isTrue();

        assertThat(lines.ended(PERIOD - 1)).isEmpty();
        assertThat(lines.ended(PERIOD))
                .singleElement()
                .satisfies(kept -> {
                    assertThat(kept.count()).isEqualTo(2);
                    assertThat(kept.last().getFormattedMessage()).isEqualTo("third");
                });
        assertThat(lines.isKeepingBack()).isFalse();
    }

    @Test
    void a_kind_that_goes_on_is_counted_per_period_and_one_that_stopped_passes_again() {
        lines.passes("kind", line("first"), 0);
        lines.passes("kind", line("second"), 1);
        assertThat(lines.ended(PERIOD)).hasSize(1);
        assertThat(lines.passes("kind", line("third"), PERIOD + 1)).as("counted").isFalse();

        assertThat(lines.ended(2 * PERIOD)).hasSize(1);
        assertThat(lines.ended(3 * PERIOD)).isEmpty();
        assertThat(lines.passes("kind", line("later"), 3 * PERIOD)).isTrue();
    }

    @Test
    void kinds_beyond_256_count_as_one() {
        for (int i = 0; i < 256; i++) {
            assertThat(lines.passes("kind-" + i, line("x"), 0)).isTrue();
        }

        assertThat(lines.passes("kind-256", line("x"), 0)).as("the first of the rest").isTrue();
        assertThat(lines.passes("kind-257", line("x"), 0)).isFalse();
        assertThat(lines.passes("kind-255", line("x"), 0)).isFalse();
    }

    @Test
    void at_the_end_all_is_reported_whatever_its_age() {
        lines.passes("kind", line("first"), 0);
        lines.passes("kind", line("second"), 1);

        assertThat(lines.all(2)).hasSize(1);
        assertThat(lines.all(2)).isEmpty();
    }
}

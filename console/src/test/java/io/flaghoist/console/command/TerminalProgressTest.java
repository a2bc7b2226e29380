package io.flaghoist.console.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.history.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
    private final AtomicLong clock = new AtomicLong();
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final Progress progress =
            new TerminalProgress(
                    new PrintStream(terminal, true, StandardCharsets.UTF_8), clock::get);

    @Test
    void what_takes_less_than_a_second_shows_nothing() {
        progress.begin("Reading history", 100);
        after(Duration.ofMillis(900));
        progress.advance(100);
        progress.end();

        assertThat(terminal.size()).isZero();
    }

    @Test
    void what_takes_longer_shows_a_bar_with_its_name() {
        progress.begin("Reading history", 100);
        progress.advance(10);
        after(Duration.ofMillis(1_100));
        progress.advance(40);
        progress.end();

        assertThat(terminal.toString(StandardCharsets.UTF_8)).contains("Reading");
    }

    @Test
    void each_thing_has_its_own_second() {
        progress.begin("Reading history", 100);
        after(Duration.ofMillis(900));
        progress.advance(100);
        progress.end();
        progress.begin("Verifying", 0);
        after(Duration.ofMillis(900));
        progress.advance(1);
        progress.end();

        assertThat(terminal.size()).isZero();
    }

    private void after(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}

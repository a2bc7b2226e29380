package io.flaghoist.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.faults.run.HonestyRun;
import io.flaghoist.faults.run.HonestySettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A minute of faults. The seed can be told: {@code -Dfaults.seed=4711}. */
class HonestyTest {
    /** An ingest that is deposed, a stranger's valid record, a mute SaaS: see the output. */
    private static final long SEED = Long.getLong("faults.seed", 4711);

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void a_relay_is_honest_for_a_minute_of_faults() throws Exception {
        Path folder = Path.of("target", "honesty-" + ProcessHandle.current().pid());
        var settings = new HonestySettings(Duration.ofMinutes(1), SEED, folder.toAbsolutePath());

        boolean honest =
                new HonestyRun(settings, new PrintStream(said, true, StandardCharsets.UTF_8)).run();

        System.out.print(said.toString(StandardCharsets.UTF_8));
        assertThat(honest).as(said.toString(StandardCharsets.UTF_8)).isTrue();
    }
}

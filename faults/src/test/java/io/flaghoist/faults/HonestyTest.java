package io.flaghoist.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.faults.plan.FaultKind;
import io.flaghoist.faults.plan.FaultPlan;
import io.flaghoist.faults.plan.PlannedFault;
import io.flaghoist.faults.run.HonestyRun;
import io.flaghoist.faults.run.HonestySettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A minute of faults. Another minute: {@code -Dfaults.seed=4711}. */
class HonestyTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long SEED = 1_778;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void a_relay_is_honest_for_a_minute_of_faults() throws Exception {
        long seed = Long.getLong("faults.seed", SEED);
        Path folder = Path.of("target", "honesty-" + ProcessHandle.current().pid());
        var settings = new HonestySettings(MINUTE, seed, folder.toAbsolutePath());

        boolean honest =
                new HonestyRun(settings, new PrintStream(said, true, StandardCharsets.UTF_8)).run();

        System.out.print(said.toString(StandardCharsets.UTF_8));
        assertThat(honest).as(said.toString(StandardCharsets.UTF_8)).isTrue();
    }

    @Test
    void the_minute_of_every_build_deposes_an_ingest_forges_records_and_mutes_saas() {
        assertThat(FaultPlan.of(SEED, MINUTE))
                .extracting(PlannedFault::kind)
                .containsExactly(
                        FaultKind.INGEST_DEPOSED, FaultKind.FOREIGN_VALID, FaultKind.SAAS_MUTE);
    }
}

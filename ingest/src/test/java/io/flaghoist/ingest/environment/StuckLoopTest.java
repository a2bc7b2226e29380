package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.schemas.EnvironmentId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StuckLoopTest {
    @Test
    void the_owner_of_an_environment() throws Exception {
        var stuck = new Stuck();
        var worker =
                new EnvironmentWorker(
                        new EnvironmentId("env-1"),
                        TestDependencies.of(stuck, stuck.supervisor()),
                        _ -> {});
        worker.start();

        stuck.isToldOf("ingest-environment", Duration.ofMinutes(3));

        worker.interrupt();
    }
}

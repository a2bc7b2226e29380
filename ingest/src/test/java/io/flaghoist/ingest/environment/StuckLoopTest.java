package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.reconcile.HoldRules;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.upstream.Backoff;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StuckLoopTest {
    @Test
    void the_owner_of_an_environment() throws Exception {
        var stuck = new Stuck();
        var second = Duration.ofSeconds(1);
        var retry = new Backoff(second, second);
        var timing = new WorkerTiming(true, second, second, retry, second, second, second);
        var tools =
                new EnvironmentWorker.Tools(
                        "test",
                        stuck.object(FlagLog.class),
                        HoldRules.DEFAULT,
                        new IngestMetrics(new PrometheusRegistry()),
                        Runnable::run,
                        Clock.systemUTC(),
                        System::nanoTime,
                        new Random(1),
                        retry,
                        stuck.supervisor(),
                        () -> {});
        var worker = new EnvironmentWorker(new EnvironmentId("env-1"), timing, tools, () -> false);
        worker.start();

        stuck.isToldOf("ingest-environment", Duration.ofMinutes(3));

        worker.stop();
    }
}

package io.flaghoist.ingest.targets;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.reconcile.HoldRules;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.EnvironmentId;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StuckLoopTest {
    @Test
    void the_poll_of_targets() throws Exception {
        var stuck = new Stuck();
        var minute = Duration.ofMinutes(1);
        try (var poller =
                new TargetPoller(
                        new EnvironmentId("env-1"),
                        _ -> {
                            throw stuck.call();
                        },
                        () -> false,
                        new TargetPollers.Dependencies(
                                new InMemoryTargetLog(() -> 0),
                                HoldRules.DEFAULT,
                                new TargetSettings(null, null, false),
                                minute,
                                new Backoff(minute, minute),
                                new Backoff(minute, minute),
                                stuck.supervisor(),
                                new Random(1),
                                new IngestMetrics(new PrometheusRegistry()),
                                Clock.systemUTC(),
                                System::nanoTime))) {
            poller.start();
            stuck.isToldOf("ingest-targets", Duration.ofHours(1));
        }
    }
}

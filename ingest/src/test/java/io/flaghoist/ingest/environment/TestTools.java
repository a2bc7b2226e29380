package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.ingest.control.Orders;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.reconcile.HoldRules;
import io.flaghoist.ingest.upstream.KeyRefusals;
import io.flaghoist.saas.ApiKeys;
import io.flaghoist.saas.Backoff;
import io.flaghoist.saas.KeyVerdict;
import io.flaghoist.service.Supervisor;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What a worker is built from, where nothing of it matters. */
final class TestTools {
    static final Backoff RETRY = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1));

    private TestTools() {}

    /** With a log that never answers. */
    static EnvironmentWorker.Tools tools(Stuck stuck, Supervisor supervisor) {
        return new EnvironmentWorker.Tools(
                "test",
                stuck.object(FlagLog.class),
                HoldRules.DEFAULT,
                new IngestMetrics(new PrometheusRegistry()),
                Runnable::run,
                Clock.systemUTC(),
                System::nanoTime,
                new Random(1),
                RETRY,
                supervisor,
                new Orders(),
                new KeyRefusals(
                        new ApiKeys(List.of()),
                        _ -> new KeyVerdict.Unknown("nobody is asked"),
                        () -> false,
                        Duration.ofMinutes(1),
                        supervisor,
                        Clock.systemUTC(),
                        System::nanoTime),
                () -> {});
    }
}

package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.ingest.control.Orders;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.reconcile.HoldRules;
import io.flaghoist.ingest.upstream.EnvironmentSource;
import io.flaghoist.ingest.upstream.SourceCatalogue;
import io.flaghoist.saas.Backoff;
import io.flaghoist.saas.KeyStatus;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.service.Supervisor;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What a worker is built from, where nothing of it matters. */
final class TestDependencies {
    static final Backoff RETRY = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1));

    private TestDependencies() {}

    /** With a log that never answers, and without sources. */
    static WorkerDependencies of(Stuck stuck, Supervisor supervisor) {
        return of(stuck.object(FlagLog.class), supervisor);
    }

    /** Without sources. */
    static WorkerDependencies of(FlagLog log, Supervisor supervisor) {
        var second = Duration.ofSeconds(1);
        return new WorkerDependencies(
                "test",
                new WorkerTiming(
                        true, second, second, second, RETRY, second, second, second, second, second,
                        second),
                new NoSources(),
                log,
                HoldRules.DEFAULT,
                new IngestMetrics(new PrometheusRegistry()),
                Clock.systemUTC(),
                System::nanoTime,
                new Random(1),
                RETRY,
                supervisor,
                new Orders(),
                () -> {});
    }

    private static final class NoSources implements SourceCatalogue {
        @Override
        public void start(Listener listener) {}

        @Override
        public List<KeyStatus> unresolved() {
            return List.of();
        }

        @Override
        public Optional<EnvironmentSource.Refusal> refusal(EnvironmentImage image) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}

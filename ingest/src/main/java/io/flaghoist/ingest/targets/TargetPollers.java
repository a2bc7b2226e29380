package io.flaghoist.ingest.targets;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.ingest.metrics.TargetMetrics;
import io.flaghoist.ingest.reconcile.HoldRules;
import io.flaghoist.ingest.settings.TargetSettings;
import io.flaghoist.ingest.upstream.ListPage;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.saas.Answer;
import io.flaghoist.saas.Backoff;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/** The target pollers of all environments, where targets are polled at all. */
public final class TargetPollers implements AutoCloseable {
    private final TargetPoller.Tools tools;
    private final List<TargetPoller> pollers = new CopyOnWriteArrayList<>();

    /**
     * Polls nothing yet.
     *
     * @param interval between two polls; 0 for never
     */
    public TargetPollers(
            Duration interval,
            TargetSettings settings,
            TargetLog log,
            HoldRules rules,
            Backoff firstRetry,
            Backoff kafkaRetry,
            Supervisor supervisor,
            RandomGenerator random,
            TargetMetrics metrics,
            Clock clock) {
        this.tools =
                new TargetPoller.Tools(
                        log,
                        rules,
                        settings.privateAttributes(),
                        interval,
                        settings.retention().toJavaDuration(),
                        firstRetry,
                        kafkaRetry,
                        supervisor,
                        random,
                        metrics,
                        clock,
                        System::nanoTime);
    }

    /** Begins with an environment, once; does nothing where targets are not polled. */
    public void found(UpstreamSession session) {
        if (!tools.interval().isZero()) {
            var poller = new TargetPoller(session.environment(), source(session), tools);
            pollers.add(poller);
            poller.start();
        }
    }

    private static TargetSource source(UpstreamSession session) {
        return new TargetSource() {
            @Override
            public Answer<ListPage<JsonNode>> page(int number) {
                return session.targets(number);
            }

            @Override
            public boolean isResting() {
                return session.isResting();
            }
        };
    }

    /** Where the environments stand, by their id. */
    public List<TargetStatus> status() {
        return pollers.stream()
                .map(TargetPoller::status)
                .sorted(Comparator.comparing(TargetStatus::environment))
                .toList();
    }

    @Override
    public void close() {
        pollers.forEach(TargetPoller::stop);
        pollers.forEach(TargetPoller::close);
    }
}

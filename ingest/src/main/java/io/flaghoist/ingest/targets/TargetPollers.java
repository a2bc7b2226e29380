package io.flaghoist.ingest.targets;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.ingest.metrics.TargetMetrics;
import io.flaghoist.ingest.reconcile.HoldRules;
import io.flaghoist.ingest.settings.PrivateAttributes;
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
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The target pollers of all environments, if targets are polled at all. */
public final class TargetPollers implements AutoCloseable {
    /**
     * What pollers share.
     *
     * @param hidden attributes that are not published
     * @param interval between two polls; 0 for never
     * @param retention of the targets topics
     */
    public record Dependencies(
            TargetLog log,
            HoldRules rules,
            PrivateAttributes hidden,
            Duration interval,
            Duration retention,
            Backoff firstRetry,
            Backoff kafkaRetry,
            Supervisor supervisor,
            RandomGenerator random,
            TargetMetrics metrics,
            Clock clock,
            LongSupplier nanoTime) {}

    private final Dependencies uses;
    private final List<TargetPoller> pollers = new CopyOnWriteArrayList<>();

    /** Polls nothing yet. */
    public TargetPollers(Dependencies uses) {
        this.uses = uses;
    }

    /** Polls the targets of one more environment, if targets are polled. */
    public void found(UpstreamSession session) {
        if (!uses.interval().isZero()) {
            var poller = new TargetPoller(session.environment(), source(session), uses);
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

    /** The state of each environment, by its id. */
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

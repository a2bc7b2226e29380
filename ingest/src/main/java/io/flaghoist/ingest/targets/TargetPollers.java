package io.flaghoist.ingest.targets;

import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.reconcile.HoldRules;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.Problem;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The target pollers of all environments, if targets are polled at all. */
public final class TargetPollers implements AutoCloseable {
    /**
     * What pollers share.
     *
     * @param interval between two polls; 0 for never
     */
    public record Dependencies(
            TargetLog log,
            HoldRules rules,
            TargetSettings settings,
            Duration interval,
            Backoff firstRetry,
            Backoff kafkaRetry,
            Supervisor supervisor,
            RandomGenerator random,
            IngestMetrics metrics,
            Clock clock,
            LongSupplier nanoTime) {
        TargetTable emptyTable() {
            return new TargetTable(rules, settings.retention().toJavaDuration());
        }
    }

    /**
     * The state of an environment's targets. Immutable.
     *
     * @param listed how many targets of the admin service are on the topic
     * @param comparedAt when the last complete poll was on the topic; empty before the first
     * @param held removals that are not accepted yet
     * @param brake set while the brake holds them
     * @param problem what is wrong, if anything
     */
    public record TargetStatus(
            EnvironmentId environment,
            int listed,
            Optional<Instant> comparedAt,
            int held,
            Optional<String> brake,
            Optional<Problem> problem) {}

    private final Dependencies uses;
    private final List<TargetPoller> pollers = new CopyOnWriteArrayList<>();

    /** Polls nothing yet. */
    public TargetPollers(Dependencies uses) {
        this.uses = uses;
    }

    /** Polls the targets of one more environment, if targets are polled. */
    public void found(UpstreamSession session) {
        if (!uses.interval().isZero()) {
            var poller =
                    new TargetPoller(
                            session.environment(), session::targets, session::isPaused, uses);
            pollers.add(poller);
            poller.start();
        }
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

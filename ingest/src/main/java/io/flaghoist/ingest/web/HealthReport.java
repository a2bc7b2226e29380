package io.flaghoist.ingest.web;

import io.flaghoist.ingest.environment.EnvironmentStatus;
import io.flaghoist.ingest.environment.EnvironmentWorker;
import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.ingest.reconcile.RemovalHold;
import io.flaghoist.ingest.targets.TargetStatus;
import io.flaghoist.log.delivery.DeliveryStatus;
import io.flaghoist.saas.KeyStatus;
import io.flaghoist.schemas.record.OrderOutcome;
import io.flaghoist.service.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code GET /health}.
 *
 * @param problems of this process, the oldest first
 * @param environments the worst first
 */
public record HealthReport(
        String node,
        boolean canWrite,
        List<OfProblem> problems,
        List<OfEnvironment> environments,
        List<OfKey> apiKeys,
        List<OfRegistrations> registrations,
        List<OfTargets> targets,
        @Nullable String sharedTopics,
        @Nullable OfProblem openTransactions) {

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /**
     * One environment.
     *
     * @param heartbeatAge seconds since the last committed heartbeat
     * @param proofAge seconds since the log was last known to hold all that upstream had said
     * @param problem the gravest
     */
    public record OfEnvironment(
            String id,
            String state,
            String since,
            long epoch,
            long revision,
            boolean published,
            @Nullable String lastReconcileAt,
            @Nullable Double heartbeatAge,
            @Nullable Double proofAge,
            List<OfRefused> refused,
            Map<String, String> held,
            @Nullable String brake,
            @Nullable OfHold hold,
            List<OfOrder> orders,
            @Nullable OfProblem problem,
            List<OfProblem> otherProblems) {
        static OfEnvironment of(EnvironmentWorker worker) {
            EnvironmentStatus status = worker.status();
            return new OfEnvironment(
                    status.environment().value(),
                    status.upstream().name(),
                    Instant.ofEpochMilli(status.since()).toString(),
                    status.epoch(),
                    status.revision(),
                    status.isPublished(),
                    status.lastReconcileAt() == 0
                            ? null
                            : Instant.ofEpochMilli(status.lastReconcileAt()).toString(),
                    worker.heartbeatAge().map(HealthReport::seconds).orElse(null),
                    worker.proofAge().map(HealthReport::seconds).orElse(null),
                    status.refused().stream().map(OfRefused::of).toList(),
                    status.held(),
                    status.hold().map(RemovalHold::why).orElse(null),
                    status.hold().map(OfHold::of).orElse(null),
                    status.orders().stream().map(OfOrder::of).toList(),
                    status.problem().map(OfProblem::of).orElse(null),
                    status.problems().stream().skip(1).map(OfProblem::of).toList());
        }
    }

    /** Removals that wait for a confirmation. */
    public record OfHold(String id, int removals, String documents) {
        static OfHold of(RemovalHold hold) {
            return new OfHold(hold.id(), hold.size(), hold.words());
        }
    }

    /** What came of an order. */
    public record OfOrder(String id, String result, String reason, long revision, String at) {
        static OfOrder of(OrderOutcome outcome) {
            return new OfOrder(
                    outcome.id(),
                    outcome.result().word(),
                    outcome.reason(),
                    outcome.revision(),
                    outcome.at().toString());
        }
    }

    /** A document that cannot be served. */
    public record OfRefused(String domain, String identifier, String reason) {
        static OfRefused of(RefusedDocument document) {
            return new OfRefused(
                    document.domain().word(), document.identifier(), document.reason());
        }
    }

    /** What is wrong. */
    public record OfProblem(String what, String since, String meanwhile, String check) {
        static OfProblem of(Problem problem) {
            return new OfProblem(
                    problem.what(),
                    problem.since().toString(),
                    problem.meanwhile(),
                    problem.check());
        }
    }

    /** The registrations of one environment that wait for upstream. */
    public record OfRegistrations(
            String environment,
            int pending,
            @Nullable String oldestPendingSince,
            @Nullable OfProblem problem) {
        static OfRegistrations of(DeliveryStatus status) {
            return new OfRegistrations(
                    status.environment().value(),
                    status.waiting(),
                    status.oldestSince().map(Instant::toString).orElse(null),
                    status.problem().map(OfProblem::of).orElse(null));
        }
    }

    /** The polled targets of one environment. */
    public record OfTargets(
            String environment,
            int listed,
            @Nullable String comparedAt,
            int held,
            @Nullable String brake,
            @Nullable OfProblem problem) {
        static OfTargets of(TargetStatus status) {
            return new OfTargets(
                    status.environment().value(),
                    status.listed(),
                    status.comparedAt().map(Instant::toString).orElse(null),
                    status.held(),
                    status.brake().orElse(null),
                    status.problem().map(OfProblem::of).orElse(null));
        }
    }

    /** An API key that has not led to an environment. */
    public record OfKey(String key, String what, String since) {
        static OfKey of(KeyStatus status) {
            return new OfKey(status.alias(), status.what(), status.since().toString());
        }
    }
}

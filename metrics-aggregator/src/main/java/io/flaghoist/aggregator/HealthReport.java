package io.flaghoist.aggregator;

import io.flaghoist.aggregator.metrics.Rates;
import io.flaghoist.aggregator.topology.Aggregation;
import io.flaghoist.log.delivery.DeliveryStatus;
import io.flaghoist.saas.KeyStatus;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code GET /health}.
 *
 * @param posting false: METRIC_POST_DURATION is 0, and nothing is done
 * @param problems of this process, the oldest first
 * @param withoutKey environments that were summed here and have no API key here
 */
record HealthReport(
        String node,
        boolean posting,
        List<OfProblem> problems,
        OfAggregation aggregation,
        List<OfEnvironment> environments,
        List<OfKey> apiKeys,
        List<String> withoutKey) {

    /**
     * What this instance sums and posts.
     *
     * @param arrivedPerSecond evaluations over the last five minutes
     * @param drainedPerSecond evaluations that SaaS took or refused for good, or that were given up
     */
    public record OfAggregation(
            String state,
            double arrivedPerSecond,
            double drainedPerSecond,
            @Nullable OfProblem problem) {
        static OfAggregation of(Aggregation aggregation, Rates.PerSecond rates) {
            return new OfAggregation(
                    aggregation.state(),
                    rates.arrived(),
                    rates.drained(),
                    aggregation.problem().map(OfProblem::of).orElse(null));
        }
    }

    /** What waits for SaaS. */
    public record OfEnvironment(
            String environment,
            int pendingBatches,
            long pendingEvaluations,
            @Nullable String oldestPendingSince,
            @Nullable String firstLossAt,
            long unread,
            @Nullable OfProblem problem) {
        static OfEnvironment of(DeliveryStatus status, TopicSpec outbox) {
            return new OfEnvironment(
                    status.environment().value(),
                    status.waiting(),
                    status.amount(),
                    status.oldestSince().map(Instant::toString).orElse(null),
                    status.oldestSince()
                            .flatMap(since -> outbox.retention().map(since::plus))
                            .map(Instant::toString)
                            .orElse(null),
                    status.unread(),
                    status.problem().map(OfProblem::of).orElse(null));
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

    /** An API key that has not led to an environment. */
    public record OfKey(String key, String what, String since) {
        static OfKey of(KeyStatus status) {
            return new OfKey(status.alias(), status.what(), status.since().toString());
        }
    }
}

package io.flaghoist.aggregator.post;

import io.flaghoist.log.RecordOffset;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.OneProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Where one environment's posting stands. Written by its thread, read by any. */
final class PosterStand {
    private final EnvironmentId environment;
    private final EnvironmentPoster.Tools tools;
    private final OneProblem problem;
    private volatile PosterStatus status;

    PosterStand(EnvironmentId environment, EnvironmentPoster.Tools tools) {
        this.environment = environment;
        this.tools = tools;
        this.problem =
                new OneProblem(
                        "Metrics of environment " + environment,
                        "they wait on the topic "
                                + tools.outbox().name()
                                + " as long as its retention allows; other environments go on",
                        "upstream.metricService, upstream.clientService and the API keys; this principal's READ permission"
                                + " on the topic and on groups that begin with the prefix",
                        tools.clock());
        this.status =
                new PosterStatus(
                        environment, 0, 0, Optional.empty(), Optional.empty(), 0, Optional.empty());
    }

    PosterStatus status() {
        return status;
    }

    /** It stands like this now. */
    void is(BatchQueue<RecordOffset> line, long unread, Optional<String> wrong) {
        wrong.ifPresentOrElse(problem::raise, problem::clear);
        OptionalLong oldest = line.oldestMillis();
        Optional<Instant> since =
                oldest.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(oldest.getAsLong()));
        long evaluations = line.evaluations();
        tools.metrics().line(environment, evaluations, age(since), unread);
        status =
                new PosterStatus(
                        environment,
                        line.size(),
                        evaluations,
                        since,
                        since.flatMap(it -> tools.outbox().retention().map(it::plus)),
                        unread,
                        problem.current());
    }

    private double age(Optional<Instant> since) {
        Instant now = tools.clock().instant();
        return since.map(it -> Math.max(0, Duration.between(it, now).toMillis() / 1000.0))
                .orElse(0.0);
    }
}

package io.flaghoist.ingest.topics;

import io.flaghoist.log.TopicKeeper;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.OneProblem;
import io.flaghoist.service.Problem;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Creates and checks the topics that exist once, in the background, for as long as this ingest
 * runs: a wrong one is told, and does not keep any environment from being published.
 */
public final class SharedTopics implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

    private final TopicKeeper keeper;
    private final Supplier<List<TopicSpec>> topics;
    private final Supplier<Optional<String>> otherFault;
    private final OneProblem problem;
    private final Problem notChecked;
    private final LongSupplier nanoTime;
    private final SupervisedLoop loop;
    private volatile boolean isChecked;
    private long nextLook;

    /**
     * Asks nothing yet.
     *
     * @param topics as they must be now
     * @param otherFault what else is wrong with them, in words
     */
    public SharedTopics(
            TopicKeeper keeper,
            Supplier<List<TopicSpec>> topics,
            Supplier<Optional<String>> otherFault,
            Clock clock,
            LongSupplier nanoTime,
            Supervisor supervisor) {
        this.keeper = keeper;
        this.topics = topics;
        this.otherFault = otherFault;
        this.nanoTime = nanoTime;
        this.nextLook = nanoTime.getAsLong();
        this.problem =
                new OneProblem(
                        "Shared topics",
                        "environments are published all the same; this is looked at again",
                        "the topics' settings and partitions, and this principal's permissions on them",
                        clock);
        this.notChecked =
                new Problem(
                        "Shared topics are not checked yet",
                        clock.instant(),
                        "environments are published all the same",
                        "whether Kafka answers");
        this.loop =
                supervisor.every(
                        BETWEEN_TRIES,
                        LoopSpec.of(
                                "ingest-shared-topics",
                                "the settings of the topics that exist once are not looked at"),
                        this::lookIfDue);
    }

    public void start() {
        loop.start();
    }

    /** What is wrong with them; empty when nothing is. */
    public Optional<Problem> problem() {
        return isChecked ? problem.current() : Optional.of(notChecked);
    }

    private void lookIfDue() throws InterruptedException {
        if (nextLook - nanoTime.getAsLong() > 0) {
            return;
        }
        Optional<String> found = ensure();
        isChecked = true;
        found.ifPresentOrElse(problem::raise, problem::clear);
        if (found.isEmpty()) {
            nextLook = nanoTime.getAsLong() + BETWEEN_LOOKS.toNanos();
        }
    }

    private Optional<String> ensure() throws InterruptedException {
        return switch (keeper.ensure(topics.get())) {
            case TopicKeeper.Result.Ready() -> otherFault.get();
            case TopicKeeper.Result.Faulty(var faults) -> Optional.of(String.join("; ", faults));
            case TopicKeeper.Result.Unavailable(var reason) ->
                    Optional.of("Kafka is not available: " + reason);
        };
    }

    @Override
    public void close() {
        loop.close();
    }
}

package io.flaghoist.ingest.topics;

import io.flaghoist.log.KafkaWords;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.OneProblem;
import io.flaghoist.service.Problem;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks every minute whether the topics of all environments are still as they were created: a
 * config topic that somebody lets expire loses flags. Where Kafka did not answer, it looks again
 * after seconds.
 */
public final class EnvironmentTopics implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

    /** Topics in one request. */
    private static final int TOGETHER = 200;

    private final TopicKeeper keeper;
    private final TopicCatalogue catalogue;
    private final Supplier<Collection<EnvironmentId>> environments;
    private final BiConsumer<EnvironmentId, Optional<String>> onLook;
    private final IntConsumer onFaults;
    private final OneProblem problem;
    private final LongSupplier nanoTime;
    private final SupervisedLoop loop;
    private long nextLook;

    /**
     * Asks nothing yet.
     *
     * @param environments to look at
     * @param onLook called per environment with what is wrong with its topics, or with nothing
     * @param onFaults told how many topics something is wrong with
     */
    public EnvironmentTopics(
            TopicKeeper keeper,
            TopicCatalogue catalogue,
            Supplier<Collection<EnvironmentId>> environments,
            BiConsumer<EnvironmentId, Optional<String>> onLook,
            IntConsumer onFaults,
            Clock clock,
            LongSupplier nanoTime,
            Supervisor supervisor) {
        this.keeper = keeper;
        this.catalogue = catalogue;
        this.environments = environments;
        this.onLook = onLook;
        this.onFaults = onFaults;
        this.nanoTime = nanoTime;
        this.nextLook = nanoTime.getAsLong();
        this.problem =
                new OneProblem(
                        "Looking at the settings of the environments' topics",
                        "records may be lost unnoticed if they were changed",
                        "Kafka, and this principal's DESCRIBE_CONFIGS permission on the environments' topics",
                        clock);
        this.loop =
                supervisor.every(
                        BETWEEN_TRIES,
                        LoopSpec.of(
                                        "ingest-environment-topics",
                                        "the settings of the environments' topics are not looked at")
                                .within(Duration.ofMinutes(5)),
                        this::lookIfDue);
    }

    public void start() {
        loop.start();
    }

    /** Looks if the last look is a minute ago, or if it failed. */
    void lookIfDue() throws InterruptedException {
        if (nextLook - nanoTime.getAsLong() > 0) {
            return;
        }
        try {
            lookAtAll();
            problem.clear();
            nextLook = nanoTime.getAsLong() + BETWEEN_LOOKS.toNanos();
        } catch (ExecutionException | TimeoutException e) {
            problem.raise(
                    "the settings of the environments' topics cannot be read: " + KafkaWords.of(e));
        }
    }

    /** What keeps it from looking. */
    public Optional<Problem> problem() {
        return problem.current();
    }

    private void lookAtAll() throws InterruptedException, ExecutionException, TimeoutException {
        List<EnvironmentId> all = List.copyOf(environments.get());
        int faulty = 0;
        for (int from = 0; from < all.size(); from += TOGETHER / 2) {
            List<EnvironmentId> some = all.subList(from, Math.min(all.size(), from + TOGETHER / 2));
            Map<String, List<String>> faults =
                    keeper.faults(some.stream().flatMap(this::topics).toList());
            faulty += faults.size();
            for (EnvironmentId environment : some) {
                String words =
                        topics(environment)
                                .flatMap(topic ->
                                        faults.getOrDefault(topic.name(), List.of()).stream())
                                .collect(Collectors.joining("; "));
                onLook.accept(environment, Optional.of(words).filter(w -> !w.isEmpty()));
            }
        }
        onFaults.accept(faulty);
    }

    private Stream<TopicSpec> topics(EnvironmentId environment) {
        return catalogue.of(environment).stream();
    }

    @Override
    public void close() {
        loop.close();
    }
}

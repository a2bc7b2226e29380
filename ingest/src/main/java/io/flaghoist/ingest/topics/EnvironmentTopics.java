package io.flaghoist.ingest.topics;

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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks every minute whether the topics of all environments are still as they were created: a
 * config topic that somebody lets expire loses flags.
 */
public final class EnvironmentTopics implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    /** Topics in one request. */
    private static final int TOGETHER = 200;

    private final TopicKeeper keeper;
    private final TopicCatalogue catalogue;
    private final Supplier<Collection<EnvironmentId>> environments;
    private final BiConsumer<EnvironmentId, Optional<String>> onLook;
    private final IntConsumer onFaults;
    private final OneProblem problem;
    private final SupervisedLoop loop;

    /**
     * Asks nothing yet.
     *
     * @param environments to look at
     * @param onLook told of each environment what is wrong with its topics, or that nothing is
     * @param onFaults told how many topics something is wrong with
     */
    public EnvironmentTopics(
            TopicKeeper keeper,
            TopicCatalogue catalogue,
            Supplier<Collection<EnvironmentId>> environments,
            BiConsumer<EnvironmentId, Optional<String>> onLook,
            IntConsumer onFaults,
            Clock clock,
            Supervisor supervisor) {
        this.keeper = keeper;
        this.catalogue = catalogue;
        this.environments = environments;
        this.onLook = onLook;
        this.onFaults = onFaults;
        this.problem =
                new OneProblem(
                        "Looking at the settings of the environments' topics",
                        "records may be lost unnoticed where somebody has changed them",
                        "Kafka, and this principal's DESCRIBE_CONFIGS permission on the environments' topics",
                        clock);
        this.loop =
                supervisor.every(
                        BETWEEN_LOOKS,
                        LoopSpec.of(
                                        "ingest-environment-topics",
                                        "the settings of the environments' topics are not looked at")
                                .within(Duration.ofMinutes(5)),
                        this::look);
    }

    public void start() {
        loop.start();
    }

    /** Looks once; as a test does it without waiting. */
    void look() throws InterruptedException {
        try {
            lookAtAll();
            problem.clear();
        } catch (ExecutionException e) {
            problem.raise(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            problem.raise("Kafka does not answer");
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

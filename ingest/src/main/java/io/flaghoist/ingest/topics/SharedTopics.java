package io.flaghoist.ingest.topics;

import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.OwnedThread;
import io.flaghoist.upstream.Backoff;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates and checks the topics that exist once, in the background, until they are as they must be:
 * a wrong one is told, and does not keep any environment from being published.
 */
public final class SharedTopics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedTopics.class);

    private final TopicKeeper keeper;
    private final List<TopicSpec> topics;
    private final Backoff firstRetry;
    private final RandomGenerator random;
    private volatile Optional<String> problem = Optional.of("not checked yet");
    private final OwnedThread thread = new OwnedThread("ingest-shared-topics", this::run);

    public SharedTopics(
            TopicKeeper keeper,
            List<TopicSpec> topics,
            Backoff firstRetry,
            RandomGenerator random) {
        this.keeper = keeper;
        this.topics = List.copyOf(topics);
        this.firstRetry = firstRetry;
        this.random = random;
    }

    public void start() {
        thread.start();
    }

    /** What is wrong with them, in words; empty when nothing is. */
    public Optional<String> problem() {
        return problem;
    }

    private void run() throws InterruptedException {
        var backoff = firstRetry;
        Optional<String> found = ensure();
        while (found.isPresent()) {
            if (!found.equals(problem)) {
                LOG.warn(
                        "Shared topics: {}. This is tried again; environments are published meanwhile.",
                        found.get());
            }
            problem = found;
            Thread.sleep(backoff.delay(random, Optional.empty()));
            backoff = backoff.next();
            found = ensure();
        }
        problem = found;
    }

    private Optional<String> ensure() throws InterruptedException {
        return switch (keeper.ensure(topics)) {
            case TopicKeeper.Result.Ready() -> Optional.empty();
            case TopicKeeper.Result.Faulty(var faults) -> Optional.of(String.join("; ", faults));
            case TopicKeeper.Result.Unavailable(var reason) ->
                    Optional.of("Kafka is not available: " + reason);
        };
    }

    @Override
    public void close() {
        thread.close();
    }
}

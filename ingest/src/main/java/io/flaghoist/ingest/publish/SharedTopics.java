package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.OneProblem;
import io.flaghoist.service.Problem;
import java.util.Optional;

/**
 * Creates and checks the topics that exist once, in the background, for as long as this ingest
 * runs: a wrong one is reported, and does not keep any environment from being published.
 */
final class SharedTopics implements AutoCloseable {
    private final KafkaDependencies kafka;
    private final Shards shards;
    private final Problem notChecked;
    private final PeriodicCheck check;

    /** Asks nothing yet. */
    SharedTopics(KafkaDependencies kafka, Shards shards) {
        this.kafka = kafka;
        this.shards = shards;
        this.notChecked =
                new Problem(
                        "Shared topics are not checked yet",
                        kafka.clock().instant(),
                        "environments are published all the same",
                        "whether Kafka answers");
        this.check =
                new PeriodicCheck(
                        LoopSpec.of(
                                "ingest-shared-topics",
                                "the settings of the topics that exist once are not looked at"),
                        new OneProblem(
                                "Shared topics",
                                "environments are published all the same; this is looked at again",
                                "the topics' settings and partitions, and this principal's permissions on them",
                                kafka.clock()),
                        this::ensure,
                        kafka);
    }

    void start() {
        check.start();
    }

    /** What is wrong with them; empty when nothing is. */
    Optional<Problem> problem() {
        return check.hasRun() ? check.problem() : Optional.of(notChecked);
    }

    private Optional<String> ensure() throws InterruptedException {
        return switch (kafka.topics().ensure(shards.topics())) {
            case TopicKeeper.Result.Ready() -> shards.fault();
            case TopicKeeper.Result.Faulty(var faults) -> Optional.of(String.join("; ", faults));
            case TopicKeeper.Result.Unavailable(var reason) ->
                    Optional.of("Kafka is not available: " + reason);
        };
    }

    @Override
    public void close() {
        check.close();
    }
}

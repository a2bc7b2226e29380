package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.EnvironmentWorkers;
import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.log.transactions.TransactionWatch;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Observes the log for the owners of its environments: which environments it holds, whether their
 * topics are as they must be, and which transactions a killed broker left open.
 */
public final class LogObservers implements AutoCloseable {
    private final TopicCatalogue catalogue;
    private final EnvironmentWorkers workers;
    private final TransactionWatch transactions;
    private final TopicDiscovery discovery;
    private final PeriodicCheck environmentTopics;

    /** Starts nothing yet. */
    public LogObservers(KafkaDependencies kafka, EnvironmentWorkers workers) {
        this.catalogue = kafka.catalogue();
        this.workers = workers;
        this.transactions =
                new TransactionWatch(
                        kafka.supervisor(), kafka.leftOpen(), this::topics, kafka.clock());
        this.discovery = new TopicDiscovery(kafka, workers::isInLog, workers::isGone);
        this.environmentTopics =
                new EnvironmentTopics(kafka, workers::environments, workers::topicFaults).check();
    }

    public void start() {
        transactions.start();
        discovery.start();
        environmentTopics.start();
    }

    /** What keeps transactions from being looked for, judged or ended, if anything. */
    public Optional<Problem> transactionsProblem() {
        return transactions.problem();
    }

    /** What keeps the topics of environments from being checked. */
    public Optional<Problem> topicsProblem() {
        return environmentTopics.problem();
    }

    /** The names of all topics that ingest reads or writes; some may not exist. */
    private List<String> topics() {
        Stream<TopicSpec> ofEnvironments =
                workers.environments().stream()
                        .flatMap(environment ->
                                Stream.concat(
                                        catalogue.of(environment).stream(),
                                        Stream.of(catalogue.targets(environment))));
        return Stream.concat(catalogue.shared().stream(), ofEnvironments)
                .map(TopicSpec::name)
                .toList();
    }

    @Override
    public void close() {
        discovery.close();
        environmentTopics.close();
        transactions.close();
    }
}

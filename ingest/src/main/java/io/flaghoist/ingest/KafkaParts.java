package io.flaghoist.ingest;

import io.flaghoist.ingest.environment.EnvironmentWorkers;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.publish.KafkaFlagLog;
import io.flaghoist.ingest.publish.KafkaTargetLog;
import io.flaghoist.ingest.publish.LogWatch;
import io.flaghoist.ingest.publish.Shards;
import io.flaghoist.ingest.settings.KafkaSettings;
import io.flaghoist.ingest.settings.TargetSettings;
import io.flaghoist.ingest.topics.EnvironmentTopics;
import io.flaghoist.ingest.topics.SharedTopics;
import io.flaghoist.ingest.topics.TopicDiscovery;
import io.flaghoist.log.CommittedReader;
import io.flaghoist.log.KafkaContact;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.log.transactions.LeftOpenTransactions;
import io.flaghoist.log.transactions.TransactionWatch;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** The Kafka side of {@link IngestApplication}, put together; nothing is started here. */
final class KafkaParts {
    /** Nobody waits longer for a Kafka that is away, and the first to see it back tells all. */
    static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    final TopicCatalogue catalogue;
    final Duration answerTimeout;
    final KafkaContact contact;
    final KafkaClients clients;
    final Admin admin;
    final CommittedReader reading;
    final TopicKeeper topics;
    final Shards shards;
    final SharedTopics sharedTopics;
    final LogWatch watch;
    final LeftOpenTransactions leftOpen;
    final KafkaFlagLog log;
    final KafkaTargetLog targetLog;
    private final Supervisor supervisor;
    private final Clock clock;

    KafkaParts(
            KafkaSettings kafka,
            TargetSettings targets,
            String node,
            IngestMetrics metrics,
            Supervisor supervisor,
            Clock clock) {
        this.supervisor = supervisor;
        this.clock = clock;
        this.catalogue = new TopicCatalogue(kafka.topicPrefix());
        this.answerTimeout = kafka.answerTimeout().toJavaDuration();
        this.contact = new KafkaContact(clock, System::nanoTime);
        this.clients = kafka.clients(node);
        this.admin = clients.admin();
        this.reading = new CommittedReader(admin, answerTimeout);
        this.topics = new TopicKeeper(admin, kafka.replicationFactor(), answerTimeout, contact);
        this.shards =
                new Shards(
                        kafka,
                        clients,
                        topics,
                        metrics,
                        contact,
                        supervisor,
                        clock,
                        System::nanoTime);
        this.sharedTopics =
                new SharedTopics(
                        topics, shards::topics, shards::fault, clock, System::nanoTime, supervisor);
        this.watch = new LogWatch(clients, admin, catalogue, clock, System::nanoTime, supervisor);
        this.leftOpen =
                new LeftOpenTransactions(
                        admin, answerTimeout, System::nanoTime, metrics.registry());
        this.log =
                new KafkaFlagLog(
                        kafka,
                        clients,
                        admin,
                        topics,
                        targets.created(),
                        shards,
                        leftOpen,
                        watch,
                        contact,
                        clock,
                        metrics);
        this.targetLog =
                new KafkaTargetLog(
                        kafka,
                        targets.retention().toJavaDuration(),
                        clients,
                        admin,
                        topics,
                        shards,
                        leftOpen,
                        clock,
                        metrics::unreadableRecord);
    }

    /** Finds the environments in the log. */
    TopicDiscovery discovery(EnvironmentWorkers workers) {
        return new TopicDiscovery(admin, catalogue, answerTimeout, contact, workers, supervisor);
    }

    /** Looks whether their topics are as they must be. */
    EnvironmentTopics environmentTopics(EnvironmentWorkers workers, IngestMetrics metrics) {
        return new EnvironmentTopics(
                topics,
                catalogue,
                workers::environments,
                workers::topicFaults,
                metrics::topicFaults,
                clock,
                System::nanoTime,
                supervisor);
    }

    /** Ends what a killed broker left open on any of the topics. */
    TransactionWatch transactions(EnvironmentWorkers workers) {
        return new TransactionWatch(
                supervisor, leftOpen, () -> topicsOf(workers.environments()), clock);
    }

    /** The names of all topics that somebody here reads or writes; some may not exist. */
    private List<String> topicsOf(Collection<EnvironmentId> environments) {
        Stream<TopicSpec> ofEnvironments =
                environments.stream()
                        .flatMap(environment ->
                                Stream.concat(
                                        catalogue.of(environment).stream(),
                                        Stream.of(catalogue.targets(environment))));
        return Stream.concat(catalogue.shared().stream(), ofEnvironments)
                .map(TopicSpec::name)
                .toList();
    }
}

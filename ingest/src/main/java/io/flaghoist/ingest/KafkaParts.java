package io.flaghoist.ingest;

import io.flaghoist.ingest.environment.EnvironmentWorkers;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.publish.KafkaDependencies;
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
import io.flaghoist.log.delivery.EnvironmentProgress;
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
    /** The delays while Kafka is away; the first success ends them all. */
    static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    final KafkaDependencies shared;
    final TopicCatalogue catalogue;
    final CommittedReader reading;
    final Shards shards;
    final SharedTopics sharedTopics;
    final LogWatch watch;
    final KafkaFlagLog log;
    final KafkaTargetLog targetLog;

    KafkaParts(
            KafkaSettings settings,
            TargetSettings targets,
            String node,
            IngestMetrics metrics,
            Supervisor supervisor,
            Clock clock) {
        Duration answerTimeout = settings.answerTimeout().toJavaDuration();
        var contact = new KafkaContact(clock, System::nanoTime);
        KafkaClients clients = settings.clients(node);
        Admin admin = clients.admin();
        this.catalogue = new TopicCatalogue(settings.topicPrefix());
        this.reading = new CommittedReader(admin, answerTimeout);
        this.shared =
                new KafkaDependencies(
                        settings,
                        clients,
                        admin,
                        new TopicKeeper(
                                admin, settings.replicationFactor(), answerTimeout, contact),
                        new LeftOpenTransactions(
                                admin, answerTimeout, System::nanoTime, metrics.registry()),
                        contact,
                        metrics,
                        supervisor,
                        clock,
                        System::nanoTime);
        this.shards = new Shards(shared);
        this.sharedTopics =
                new SharedTopics(
                        shared.topics(),
                        shards::topics,
                        shards::fault,
                        clock,
                        System::nanoTime,
                        supervisor);
        this.watch = new LogWatch(shared);
        this.log = new KafkaFlagLog(shared, targets.created(), shards, watch);
        this.targetLog = new KafkaTargetLog(shared, targets.retention().toJavaDuration(), shards);
    }

    /** Finds the environments in the log. */
    TopicDiscovery discovery(EnvironmentWorkers workers) {
        return new TopicDiscovery(
                shared.admin(),
                catalogue,
                shared.settings().answerTimeout().toJavaDuration(),
                shared.contact(),
                workers,
                shared.supervisor());
    }

    /** Looks whether their topics are as they must be. */
    EnvironmentTopics environmentTopics(EnvironmentWorkers workers) {
        return new EnvironmentTopics(
                shared.topics(),
                catalogue,
                workers::environments,
                workers::topicFaults,
                shared.metrics()::topicFaults,
                shared.clock(),
                shared.nanoTime(),
                shared.supervisor());
    }

    /** How far the registrations of each environment are. */
    EnvironmentProgress registrationProgress() {
        return new EnvironmentProgress(
                shared.admin(),
                shared.clients().groupId("registered-"),
                shared.clients().groupId("registrations-"),
                shared.settings().answerTimeout().toJavaDuration());
    }

    /** Ends what a killed broker left open on any of the topics. */
    TransactionWatch transactions(EnvironmentWorkers workers) {
        return new TransactionWatch(
                shared.supervisor(),
                shared.leftOpen(),
                () -> topicsOf(workers.environments()),
                shared.clock());
    }

    /** The names of all topics that ingest reads or writes; some may not exist. */
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

package io.flaghoist.ingest.kafka;

import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.log.CommittedReader;
import io.flaghoist.log.KafkaContact;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.log.transactions.LeftOpenTransactions;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;

/** What all that reads and writes the log shares; closed by its owner. */
public record KafkaDependencies(
        KafkaSettings settings,
        KafkaClients clients,
        Admin admin,
        TopicKeeper topics,
        LeftOpenTransactions leftOpen,
        KafkaContact contact,
        IngestMetrics metrics,
        Supervisor supervisor,
        Clock clock,
        LongSupplier nanoTime) {
    public static KafkaDependencies of(
            KafkaSettings settings,
            String node,
            IngestMetrics metrics,
            Supervisor supervisor,
            Clock clock) {
        Duration answerTimeout = settings.answerTimeout().toJavaDuration();
        var contact = new KafkaContact(clock, System::nanoTime);
        KafkaClients clients = settings.clients(node);
        Admin admin = clients.admin();
        return new KafkaDependencies(
                settings,
                clients,
                admin,
                new TopicKeeper(admin, settings.replicationFactor(), answerTimeout, contact),
                new LeftOpenTransactions(
                        admin, answerTimeout, System::nanoTime, metrics.registry()),
                contact,
                metrics,
                supervisor,
                clock,
                System::nanoTime);
    }

    public TopicCatalogue catalogue() {
        return new TopicCatalogue(settings.topicPrefix());
    }

    /** Reads what is committed on any topic. */
    public CommittedReader reader() {
        return new CommittedReader(admin, answerTimeout());
    }

    public Duration answerTimeout() {
        return settings.answerTimeout().toJavaDuration();
    }
}

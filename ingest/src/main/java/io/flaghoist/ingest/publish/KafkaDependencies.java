package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.settings.KafkaSettings;
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
    TopicCatalogue catalogue() {
        return new TopicCatalogue(settings.topicPrefix());
    }

    Duration answerTimeout() {
        return settings.answerTimeout().toJavaDuration();
    }
}

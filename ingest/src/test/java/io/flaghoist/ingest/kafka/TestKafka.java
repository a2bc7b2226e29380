package io.flaghoist.ingest.kafka;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.log.KafkaContact;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.log.transactions.LeftOpenTransactions;
import io.flaghoist.service.Supervisor;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;

/** What writers and readers of a log need. */
public final class TestKafka {
    private TestKafka() {}

    /** Kafka whose admin client does not come back. */
    public static KafkaDependencies stuck(Stuck stuck) {
        return dependencies(
                new KafkaSettings("127.0.0.1:1", "test", 1, null, null, null),
                stuck.object(Admin.class),
                stuck.supervisor());
    }

    public static KafkaDependencies dependencies(
            KafkaSettings settings, Admin admin, Supervisor supervisor) {
        Duration answer = settings.answerTimeout().toJavaDuration();
        var contact = new KafkaContact(Clock.systemUTC(), System::nanoTime);
        var registry = new PrometheusRegistry();
        return new KafkaDependencies(
                settings,
                settings.clients("test"),
                admin,
                new TopicKeeper(admin, 1, answer, contact),
                new LeftOpenTransactions(admin, answer, System::nanoTime, registry),
                contact,
                new IngestMetrics(registry),
                supervisor,
                Clock.systemUTC(),
                System::nanoTime);
    }
}

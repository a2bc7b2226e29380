package io.flaghoist.ingest.targets;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.upstream.RateLimiter;
import io.flaghoist.log.KafkaContact;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.log.delivery.EnvironmentProgress;
import io.flaghoist.log.delivery.EnvironmentReader;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.LoopSpec;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class RegistrationsStuckLoopTest {
    @Test
    void the_registration_of_targets() throws Exception {
        var stuck = new Stuck();
        var clock = Clock.systemUTC();
        var answer = Duration.ofSeconds(10);
        var admin = stuck.object(Admin.class);
        var topic = new TopicCatalogue("test").registrations();
        var delivery =
                new RegistrationDelivery(
                        (_, _) -> {
                            throw stuck.call();
                        },
                        new TopicKeeper(
                                admin, 1, answer, new KafkaContact(clock, System::nanoTime)),
                        topic,
                        new KnownContents(10),
                        new RateLimiter(1, System::nanoTime),
                        new IngestMetrics(new PrometheusRegistry()),
                        clock);
        try (var reader =
                new EnvironmentReader<>(
                        new EnvironmentReader.Settings(
                                topic.name(),
                                LoopSpec.of("ingest-registrations", "a test"),
                                1,
                                (_, _) -> answer,
                                Duration.ofMillis(10)),
                        _ -> {
                            throw stuck.call();
                        },
                        new EnvironmentProgress(admin, "new-", "old-", answer),
                        delivery,
                        stuck.supervisor())) {
            reader.start();
            reader.add(new EnvironmentId("env-1"));
            stuck.isToldOf("ingest-registrations", Duration.ofMinutes(1));
        }
    }
}

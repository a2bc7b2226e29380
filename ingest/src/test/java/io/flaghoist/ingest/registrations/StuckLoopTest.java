package io.flaghoist.ingest.registrations;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.ingest.metrics.RegistrationMetrics;
import io.flaghoist.ingest.settings.KafkaSettings;
import io.flaghoist.log.CommittedReader;
import io.flaghoist.log.KafkaContact;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class StuckLoopTest {
    @Test
    void the_registration_of_targets() throws Exception {
        var stuck = new Stuck();
        var clock = Clock.systemUTC();
        var answer = Duration.ofSeconds(10);
        var admin = stuck.object(Admin.class);
        var retry = new Backoff(answer, answer);
        var tools =
                new Registrar.Tools(
                        new KafkaSettings(null, null, null, null, null, null).clients("test"),
                        new TopicKeeper(
                                admin, 1, answer, new KafkaContact(clock, System::nanoTime)),
                        new TopicCatalogue("test").registrations(),
                        new CommittedReader(admin, answer),
                        new KnownContents(10),
                        new RateLimiter(1, System::nanoTime),
                        retry,
                        retry,
                        stuck.supervisor(),
                        new Random(1),
                        new RegistrationMetrics(new PrometheusRegistry()),
                        clock);
        try (var registrar =
                new Registrar(new EnvironmentId("env-1"), stuck.object(Upstream.class), tools)) {
            registrar.start();
            stuck.isToldOf("ingest-registrations", Duration.ofMinutes(3));
        }
    }
}

package io.flaghoist.ingest.topics;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.log.KafkaContact;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class StuckLoopsTest {
    private static final TopicCatalogue TOPICS = new TopicCatalogue("test");
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Stuck stuck = new Stuck();
    private final Supervisor supervisor = stuck.supervisor();
    private final Clock clock = Clock.systemUTC();
    private final KafkaContact contact = new KafkaContact(clock, System::nanoTime);
    private final Admin admin = stuck.object(Admin.class);
    private final TopicKeeper keeper = new TopicKeeper(admin, 1, ANSWER, contact);

    @Test
    void the_look_at_shared_topics() throws Exception {
        try (var loop =
                new SharedTopics(
                        keeper,
                        TOPICS::shared,
                        Optional::empty,
                        clock,
                        System::nanoTime,
                        supervisor)) {
            loop.start();
            stuck.isToldOf("ingest-shared-topics", Duration.ofMinutes(1));
        }
    }

    @Test
    void the_look_at_the_topics_of_environments() throws Exception {
        try (var loop =
                new EnvironmentTopics(
                        keeper,
                        TOPICS,
                        () -> List.of(new EnvironmentId("env-1")),
                        (_, _) -> {},
                        _ -> {},
                        clock,
                        System::nanoTime,
                        supervisor)) {
            loop.start();
            stuck.isToldOf("ingest-environment-topics", Duration.ofMinutes(5));
        }
    }

    @Test
    void the_discovery_of_environments() throws Exception {
        try (var loop =
                new TopicDiscovery(
                        admin,
                        TOPICS,
                        ANSWER,
                        contact,
                        new TopicDiscovery.Listener() {
                            @Override
                            public void isInLog(EnvironmentId environment) {}

                            @Override
                            public void isGone(EnvironmentId environment) {}
                        },
                        supervisor)) {
            loop.start();
            stuck.isToldOf("ingest-discovery", Duration.ofMinutes(1));
        }
    }
}

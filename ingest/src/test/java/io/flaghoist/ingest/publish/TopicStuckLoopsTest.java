package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.ingest.kafka.TestKafka;
import io.flaghoist.schemas.EnvironmentId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicStuckLoopsTest {
    private final Stuck stuck = new Stuck();
    private final KafkaDependencies kafka = TestKafka.stuck(stuck);

    @Test
    void the_check_of_shared_topics() throws Exception {
        try (var loop = new SharedTopics(kafka, new Shards(kafka))) {
            loop.start();
            stuck.isToldOf("ingest-shared-topics", Duration.ofMinutes(1));
        }
    }

    @Test
    void the_check_of_the_topics_of_environments() throws Exception {
        try (var loop =
                new EnvironmentTopics(
                                kafka, () -> List.of(new EnvironmentId("env-1")), (_, _) -> {})
                        .check()) {
            loop.start();
            stuck.isToldOf("ingest-environment-topics", Duration.ofMinutes(5));
        }
    }

    @Test
    void the_discovery_of_environments() throws Exception {
        try (var loop = new TopicDiscovery(kafka, _ -> {}, _ -> {})) {
            loop.start();
            stuck.isToldOf("ingest-discovery", Duration.ofMinutes(1));
        }
    }
}

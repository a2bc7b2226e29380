package io.flaghoist.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.Notice;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.broker.OwnBroker;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KafkaOutageTest {
    @RegisterExtension static final OwnBroker kafka = new OwnBroker();

    @Test
    void kafka_may_come_later_and_be_killed_while_changes_are_committed() throws Exception {
        kafka.broker().stop();
        try (var world = new World(kafka.bootstrapServers(), "test-" + UUID.randomUUID())) {
            SaasEnvironment saas = world.environment("key-1", 3);
            String id = saas.names().id();
            RunningIngest ingest =
                    world.start(world.settings("key-1").with("kafka", "answerTimeout", "2s"));
            World.await(() ->
                    ingest.health()
                            .at("/environments/0/problem/what")
                            .asText("")
                            .contains("Kafka is not available"));

            kafka.broker().start();
            World.await(ingest::isReady);
            for (int i = 0; i < 30; i++) {
                saas.put(DocumentKind.FLAG, "flag_" + i % 3, World.flag(), Notice.SENT);
            }
            kafka.broker().kill();
            for (int i = 0; i < 30; i++) {
                saas.put(DocumentKind.FLAG, "flag_" + i % 3, World.flag(), Notice.SENT);
            }
            kafka.broker().start();

            World.await(() -> world.flagVersion(id, "flag_2") == 21);
            World.await(() -> world.flagVersion(id, "flag_0") == 21);
            assertThat(world.log.history(id).size()).isEqualTo((int) world.image(id).revision());
            world.log.verifyChain(id);
        }
    }
}

package io.flaghoist.edge.target.store;

import static io.flaghoist.edge.target.store.TargetFixture.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.wire.Target;
import io.flaghoist.testkit.broker.OwnBroker;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an absence of Kafka means to targets: nothing, to whoever authenticates. */
class TargetsOutageTest {
    private static final EnvironmentId A = new EnvironmentId("env-a");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension final OwnBroker broker = new OwnBroker();

    private final TopicCatalogue topics = new TopicCatalogue("flaghoist");
    private final Target ann = target("ann").with("plan", "gold").build();

    @TempDir private Path directory;

    @Test
    void without_kafka_nobody_waits_and_what_was_not_told_is_told_at_the_next_sighting()
            throws Exception {
        try (var kafka = new TargetsKafka(broker.bootstrapServers(), topics)) {
            kafka.create(topics.targets(A));
            kafka.create(topics.registrations());
            kafka.write(A, target("bob").with("plan", "silver").build());
        }
        String address = broker.bootstrapServers();
        try (TargetNode node = new TargetNode(address, topics, directory).start()) {
            await().atMost(PATIENCE).until(() -> node.has(A, "bob"));
        }
        broker.broker().stop();

        try (TargetNode node = new TargetNode(address, topics, directory).start()) {
            assertThat(node.get(A, "bob")).as("from disk").isNotNull();

            long began = System.nanoTime();
            node.seen(A, ann, false);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(1)); // Kafka's client would wait for two
            assertThat(node.get(A, "ann")).isEqualTo(ann);
            await().atMost(PATIENCE)
                    .until(() ->
                            node.says("{outcome=\"failed\",topic=\"registrations\"} 1.0")
                                    && node.says("{outcome=\"failed\",topic=\"targets\"} 1.0"));
            await().until(() -> node.registrationsOutbox.trouble().isPresent());

            broker.broker().start();
            await().atMost(PATIENCE)
                    .until(() -> {
                        node.seen(A, ann, false); // as its SDK does, again and again
                        return node.says("{outcome=\"sent\",topic=\"registrations\"} 1.0")
                                && node.says("{outcome=\"sent\",topic=\"targets\"} 1.0");
                    });
            await().until(() -> node.registrationsOutbox.trouble().isEmpty());
        }
        try (var kafka = new TargetsKafka(address, topics)) {
            assertThat(kafka.everything(topics.registrations())).containsOnlyOnce("env-a/ann");
            assertThat(kafka.everything(topics.targets(A))).contains("gold");
        }
    }
}

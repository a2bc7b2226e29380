package io.flaghoist.ingest.publish;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dropwizard.util.Duration;
import io.flaghoist.ingest.kafka.KafkaSettings;
import io.flaghoist.ingest.kafka.TestKafka;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.Supervisor;
import io.flaghoist.testkit.broker.SharedBroker;
import io.flaghoist.testkit.log.TopicWriter;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A writer that stood still while another took its shard over. */
class FencingTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private final KafkaSettings settings =
            new KafkaSettings(
                    kafka.bootstrapServers(),
                    kafka.newTopicPrefix(),
                    1,
                    null,
                    Duration.minutes(10),
                    null);
    private final TopicCatalogue topics = new TopicCatalogue(settings.topicPrefix());
    private final KafkaClients clients = settings.clients("test");
    private final Admin admin = clients.admin();
    private final FakeOwner firstOwner = new FakeOwner();
    private final FakeOwner secondOwner = new FakeOwner();
    private final ShardWriter first = writer();
    private final ShardWriter second = writer();

    @BeforeEach
    void begin() {
        try (var writer = new TopicWriter(kafka.bootstrapServers(), topics)) {
            writer.create(topics.freshness());
        }
        first.heartbeats().add(firstOwner);
        second.heartbeats().add(secondOwner);
    }

    @AfterEach
    void end() {
        first.close();
        second.close();
        admin.close();
    }

    @Test
    void it_cannot_write_a_heartbeat_and_tells_those_it_wrote_for() throws Exception {
        long owned = first.own();
        var _ = second.own(); // while the first does nothing, as one that is stopped
        first.start();

        await().atMost(ofSeconds(20)).until(() -> !firstOwner.lost.isEmpty());

        assertThat(firstOwner.committed).isEmpty();
        assertThat(firstOwner.lost.getFirst()).contains("another instance took over");
        assertThat(first.canWrite()).isFalse();
        assertThat(first.announce(owned, firstOwner, firstOwner.next(owned).orElseThrow()))
                .isInstanceOf(WriteOutcome.Lost.class);
        second.start();
        await().atMost(ofSeconds(20)).until(() -> !secondOwner.committed.isEmpty());
        assertThat(second.canWrite()).isTrue();
    }

    @Test
    void heartbeats_of_all_environments_go_together_and_beside_changes() throws Exception {
        long owned = first.own();
        var other = new FakeOwner("env-2");
        first.heartbeats().add(other);
        first.start();
        await().atMost(ofSeconds(20)).until(() -> !other.committed.isEmpty());
        int before = firstOwner.committed.size();

        assertThat(first.write(owned, new RecordBatch(List.of())))
                .isInstanceOf(WriteOutcome.Committed.class);

        await().atMost(ofSeconds(20)).until(() -> firstOwner.committed.size() > before);
        assertThat(other.committed).hasSameSizeAs(firstOwner.committed);
    }

    private ShardWriter writer() {
        return new ShardWriter(
                "shard-0",
                () -> Shards.producer(clients, settings, 0),
                new ShardHeartbeats(topics.freshness().name(), 0),
                TestKafka.dependencies(settings, admin, Supervisor.unobserved()));
    }
}

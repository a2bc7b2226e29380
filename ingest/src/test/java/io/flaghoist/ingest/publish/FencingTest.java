package io.flaghoist.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.ingest.settings.KafkaSettings;
import io.flaghoist.log.KafkaContact;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.Supervisor;
import io.flaghoist.testkit.broker.SharedBroker;
import io.flaghoist.testkit.log.TopicWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A writer that stood still while another took its shard over. */
class FencingTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private final KafkaSettings settings =
            new KafkaSettings(
                    kafka.bootstrapServers(), kafka.newTopicPrefix(), 1, null, null, null);
    private final TopicCatalogue topics = new TopicCatalogue(settings.topicPrefix());
    private final Clock clock = Clock.systemUTC();
    private final KafkaClients clients = settings.clients("test");
    private final FakePulse firstPulse = new FakePulse();
    private final FakePulse secondPulse = new FakePulse();
    private final ShardWriter first = writer();
    private final ShardWriter second = writer();

    @BeforeEach
    void begin() {
        try (var writer = new TopicWriter(kafka.bootstrapServers(), topics)) {
            writer.create(topics.freshness());
        }
        first.beats().add(firstPulse);
        second.beats().add(secondPulse);
    }

    @AfterEach
    void end() {
        first.close();
        second.close();
    }

    @Test
    void it_cannot_write_a_heartbeat_and_tells_those_it_wrote_for() throws Exception {
        long owned = first.own();
        var _ = second.own(); // while the first does nothing, as one that is stopped
        first.start();

        await().atMost(Duration.ofSeconds(20)).until(() -> !firstPulse.lost.isEmpty());

        assertThat(firstPulse.committed).isEmpty();
        assertThat(firstPulse.lost.getFirst()).contains("another instance took over");
        assertThat(first.canWrite()).isFalse();
        assertThat(first.announce(owned, firstPulse, firstPulse.next(owned).orElseThrow()))
                .isInstanceOf(WriteOutcome.Lost.class);
        second.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> !secondPulse.committed.isEmpty());
        assertThat(second.canWrite()).isTrue();
    }

    @Test
    void heartbeats_of_all_environments_go_together_and_beside_changes() throws Exception {
        long owned = first.own();
        var other = new FakePulse("env-2");
        first.beats().add(other);
        first.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> !other.committed.isEmpty());
        int before = firstPulse.committed.size();

        assertThat(first.write(owned, new RecordBatch(List.of(), 0)))
                .isInstanceOf(WriteOutcome.Committed.class);

        await().atMost(Duration.ofSeconds(20)).until(() -> firstPulse.committed.size() > before);
        assertThat(other.committed).hasSameSizeAs(firstPulse.committed);
    }

    private ShardWriter writer() {
        return new ShardWriter(
                "shard-0",
                new Beats(topics.freshness().name(), 0),
                new ShardDependencies(
                        () -> Shards.producer(clients, settings, 0),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(10),
                        clock,
                        System::nanoTime,
                        (_, _) -> {},
                        new KafkaContact(clock, System::nanoTime),
                        Supervisor.unobserved()));
    }
}

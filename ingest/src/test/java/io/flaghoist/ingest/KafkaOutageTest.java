package io.flaghoist.ingest;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.broker.HangingTransaction;
import io.flaghoist.testkit.broker.OwnBroker;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KafkaOutageTest {
    @RegisterExtension static final OwnBroker kafka = new OwnBroker();

    @Test
    void kafka_may_come_later_and_be_killed_and_nothing_that_changes_meanwhile_is_lost()
            throws Exception {
        kafka.broker().stop();
        try (var world = new World(kafka.bootstrapServers(), "test-" + UUID.randomUUID())) {
            SaasEnvironment saas = world.environment("key-1", 3);
            String id = saas.names().id();
            RunningIngest ingest = world.start(settings(world));
            World.await(() ->
                    ingest.health()
                            .at("/environments/0/problem/what")
                            .asText("")
                            .contains("Kafka is not available"));

            kafka.broker().start();
            World.await(ingest::isReady);
            change(saas);
            World.await(() -> isAt(world, id, 11));
            kafka.broker().kill();
            change(saas);
            kafka.broker().start();

            World.await(() -> isAt(world, id, 21));
            assertHistoryIsWhole(world, id);
        }
    }

    /**
     * A7 of the fault list. Of ten kills about one leaves a transaction that Kafka itself never
     * ends: then it takes up to a minute until ingest does.
     */
    @Test
    @Tag("fault-matrix")
    void kafka_may_be_killed_while_changes_are_committed() throws Exception {
        try (var world = new World(kafka.bootstrapServers(), "test-" + UUID.randomUUID())) {
            SaasEnvironment saas = world.environment("key-1", 3);
            String id = saas.names().id();
            world.started(settings(world));
            change(saas);
            kafka.broker().kill();
            change(saas);
            kafka.broker().start();

            World.await(ofSeconds(90), () -> isAt(world, id, 21));
            assertHistoryIsWhole(world, id);
        }
    }

    @Test
    void a_transaction_that_the_broker_forgot_hides_changes_for_a_minute_or_so() throws Exception {
        String prefix = "test-" + UUID.randomUUID();
        try (var world = new World(kafka.bootstrapServers(), prefix)) {
            SaasEnvironment saas = world.environment("key-1", 3);
            String id = saas.names().id();
            RunningIngest ingest = world.started(settings(world));
            String config = new TopicCatalogue(prefix).config(new EnvironmentId(id)).name();
            var _ =
                    HangingTransaction.leave(
                            kafka.broker(),
                            Map.of("bootstrap.servers", kafka.bootstrapServers()),
                            new TopicPartition(config, 0),
                            HangingTransaction.Coordinator.KNOWS_NOTHING);
            change(saas);

            World.await(ofMinutes(2), () -> isAt(world, id, 11));
            World.await(() ->
                    ingest.get("/metrics")
                            .body()
                            .contains("flaghoist_hanging_transactions_ended_total 1.0"));
            assertThat(ingest.health().at("/openTransactions").isNull()).isTrue();
            world.log.verifyChain(id);
        }
    }

    @Test
    void a_kafka_that_falls_silent_is_noticed_without_a_change_and_the_beginning_stays_told()
            throws Exception {
        try (var world = new World(kafka.bootstrapServers(), "test-" + UUID.randomUUID())) {
            world.environment("key-1", 3);
            RunningIngest ingest = world.started(world.settings("key-1"));
            World.await(() ->
                    ingest.health().at("/environments/0/state").asText("").equals("STREAMING"));

            kafka.broker().freeze();
            try {
                World.await(ofSeconds(15), () -> !ingest.isReady());
                assertThat(ingest.health().at("/canWrite").asBoolean()).isFalse();
                assertThat(ingest.get("/metrics").body())
                        .contains("flaghoist_ingest_can_write 0.0");
                assertThat(ingest.health().at("/environments/0/state").asText())
                        .isEqualTo("CONNECTING");
                String since = since(ingest);
                assertThat(since).isNotEmpty();
                World.await(
                        ofSeconds(40),
                        () ->
                                ingest.health()
                                        .at("/environments/0/problem/what")
                                        .asText("")
                                        .contains("Kafka is not available"));
                assertThat(since(ingest)).isEqualTo(since);
            } finally {
                kafka.broker().thaw();
            }

            World.await(ofSeconds(30), ingest::isReady);
            assertThat(ingest.health().at("/environments/0/problem").isNull()).isTrue();
        }
    }

    private static String since(RunningIngest ingest) throws Exception {
        return ingest.health().at("/environments/0/problem/since").asText("");
    }

    private static RunningIngest.Settings settings(World world) {
        return world.settings("key-1").with("kafka", "answerTimeout", "2s");
    }

    /** Ten new versions of each of three flags. */
    private static void change(SaasEnvironment saas) {
        for (int i = 0; i < 30; i++) {
            saas.put(DocumentKind.FLAG, "flag_" + i % 3, World.flag(), EventDelivery.SENT);
        }
    }

    private static boolean isAt(World world, String id, long version) {
        return world.flagVersion(id, "flag_0") == version
                && world.flagVersion(id, "flag_1") == version
                && world.flagVersion(id, "flag_2") == version;
    }

    private static void assertHistoryIsWhole(World world, String id) {
        assertThat(world.log.history(id).size()).isEqualTo((int) world.image(id).revision());
        world.log.verifyChain(id);
    }
}

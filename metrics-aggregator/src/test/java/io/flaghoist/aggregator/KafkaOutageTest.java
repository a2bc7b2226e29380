package io.flaghoist.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.broker.HangingTransaction;
import io.flaghoist.testkit.broker.OwnBroker;
import io.flaghoist.testkit.process.JavaCommand;
import io.flaghoist.testkit.process.JavaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Kafka and aggregators that are killed. */
class KafkaOutageTest {
    /** A killed broker may leave a transaction open, which is ended within a minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @RegisterExtension static final OwnBroker kafka = new OwnBroker();

    @TempDir private Path folder = Path.of(".");
    private final String prefix = "test-" + UUID.randomUUID();
    private World world;
    private SaasEnvironment saas;

    @BeforeEach
    void begin() throws Exception {
        world = new World(kafka.bootstrapServers(), prefix, folder);
        world.createTopics();
        saas = world.environment("key-1");
    }

    @AfterEach
    void end() {
        world.close();
    }

    private RunningAggregator.Settings settings() {
        return world.settings("key-1").with("kafka", "answerTimeout", "2s");
    }

    private long told() {
        return World.told(saas).getOrDefault("dark", 0L);
    }

    @Test
    void kafka_may_be_killed_and_what_was_written_before_and_after_is_told_once() throws Exception {
        RunningAggregator aggregator = world.started(settings());
        for (int i = 0; i < 50; i++) {
            world.send(saas, "dark", 1);
        }
        World.await(PATIENCE, () -> told() == 50);
        for (int i = 0; i < 50; i++) {
            world.send(saas, "dark", 1);
        }
        kafka.broker().kill();
        World.await(
                PATIENCE,
                () ->
                        aggregator
                                .health()
                                .path("aggregation")
                                .toString()
                                .contains("Kafka is not available"));
        kafka.broker().start();
        for (int i = 0; i < 50; i++) {
            world.send(saas, "dark", 1);
        }

        World.await(PATIENCE, () -> told() >= 150);
        assertThat(told()).isEqualTo(150);
        World.await(PATIENCE, aggregator::isReady);
    }

    @Test
    void a_transaction_that_the_broker_forgot_is_ended_on_the_outbox() throws Exception {
        RunningAggregator aggregator = world.started(settings());
        var outbox = new TopicCatalogue(prefix).metricsBatches();
        var _ =
                HangingTransaction.leave(
                        kafka.broker(),
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new TopicPartition(outbox.name(), 0),
                        HangingTransaction.Coordinator.KNOWS_NOTHING);

        World.await(
                PATIENCE,
                () ->
                        aggregator
                                .get("/metrics")
                                .body()
                                .contains("flaghoist_hanging_transactions_ended_total 1.0"));
        world.send(saas, "dark", 1);
        World.await(PATIENCE, () -> told() == 1);
    }

    @Test
    void an_aggregator_that_is_killed_loses_nothing_and_repeats_a_batch_at_most() throws Exception {
        Path yaml = folder.resolve("killed.yml");
        Files.writeString(yaml, settings().yaml(0, folder.resolve("killed")));
        long sent = 0;
        int kills = 3;
        for (int i = 0; i < kills; i++) {
            try (var killed =
                    JavaProcess.start(
                            JavaCommand.of(
                                            AggregatorApplication.class,
                                            folder.resolve("killed.log"))
                                    .withArguments("server", yaml.toString()))) {
                for (int j = 0; j < 30; j++) {
                    world.send(saas, "dark", 1);
                    sent++;
                }
                long before = told();
                World.await(PATIENCE, () -> told() > before);
                for (int j = 0; j < 30; j++) {
                    world.send(saas, "dark", 1);
                    sent++;
                }
                killed.kill();
            }
        }
        long truth = sent;

        world.started(settings());
        World.await(PATIENCE, () -> told() >= truth);
        assertThat(told()).isBetween(truth, truth + kills * 60L);
        assertThat(World.told(saas)).containsOnlyKeys("dark");
    }
}

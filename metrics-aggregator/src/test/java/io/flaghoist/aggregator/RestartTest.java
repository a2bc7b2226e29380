package io.flaghoist.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.broker.SharedBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Aggregators that come and go. */
class RestartTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    @TempDir private Path folder = Path.of(".");
    private World world;

    @BeforeEach
    void begin() throws Exception {
        world = new World(kafka.bootstrapServers(), kafka.newTopicPrefix(), folder);
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void an_aggregator_waits_for_its_topics() throws Exception {
        SaasEnvironment saas = world.environment("key-1");
        RunningAggregator early = world.start(world.settings("key-1"));
        World.await(() ->
                early.health().path("aggregation").toString().contains("topics do not exist yet"));
        assertThat(early.isReady()).isFalse();

        world.createTopics();
        World.await(early::isReady);
        world.send(saas, "dark", 3);

        World.await(() -> World.told(saas).equals(Map.of("dark", 3L)));
    }

    @Test
    void a_restart_in_the_middle_of_a_window_loses_and_doubles_nothing() throws Exception {
        world.createTopics();
        SaasEnvironment saas = world.environment("key-1");
        var settings = world.settings("key-1").with("window", "length", "5s");
        long sent = 0;
        for (int life = 0; life < 3; life++) {
            RunningAggregator aggregator = world.started(settings);
            for (int i = 0; i < 20; i++) {
                var group = world.group(saas, "dark", 1 + i);
                world.send(group);
                world.send(group); // a send of unknown outcome, repeated
                sent += 1 + i;
            }
            String id = saas.names().id();
            World.await(() -> aggregator.metric("evaluations_merged_total", id) > 0);
            world.stop(aggregator);
        }
        long truth = sent;

        world.started(settings);

        World.await(() -> World.told(saas).getOrDefault("dark", 0L) >= truth);
        assertThat(World.told(saas)).isEqualTo(Map.of("dark", truth));
    }

    @Test
    void two_share_the_work_and_take_over_from_each_other() throws Exception {
        world.createTopics();
        List<SaasEnvironment> all =
                List.of(
                        world.environment("key-1"),
                        world.environment("key-2"),
                        world.environment("key-3"),
                        world.environment("key-4"));
        var settings = world.settings("key-1", "key-2", "key-3", "key-4");
        RunningAggregator first = world.started(settings);
        sendToAll(all, 10);
        RunningAggregator second = world.started(settings);
        sendToAll(all, 20);
        World.await(first::isReady);
        sendToAll(all, 30);
        world.stop(first);
        sendToAll(all, 40);
        World.await(second::isReady);

        for (SaasEnvironment environment : all) {
            World.await(() -> World.told(environment).getOrDefault("dark", 0L) >= 100);
        }
        for (SaasEnvironment environment : all) {
            assertThat(World.told(environment)).isEqualTo(Map.of("dark", 100L));
        }
    }

    private void sendToAll(List<SaasEnvironment> all, int count) throws Exception {
        for (SaasEnvironment environment : all) {
            for (int i = 0; i < count; i++) {
                world.send(environment, "dark", 1);
            }
        }
    }
}

package io.flaghoist.acceptance;

import static io.flaghoist.acceptance.relay.RelayExtension.INITIALISATION;
import static io.flaghoist.acceptance.sdk.SdkTarget.target;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.acceptance.relay.Edge;
import io.flaghoist.acceptance.relay.RelayExtension;
import io.flaghoist.acceptance.relay.RelaySettings;
import io.flaghoist.acceptance.relay.RelayUnderTest;
import io.flaghoist.acceptance.relay.SdkStream;
import io.flaghoist.acceptance.relay.TestEnvironment;
import io.flaghoist.acceptance.sdk.Sdk;
import io.flaghoist.acceptance.sdk.SdkClient;
import io.flaghoist.simulator.fault.Fault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.FaultMatch;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.testkit.fixture.FlagFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One slow, one broken and one huge environment beside ten normal ones, which notice nothing. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IsolationIT {
    private static final int HUGE = 1_000;
    private static final int HUGE_FLAG_BYTES = 1_800;
    private static final Duration SLOW = Duration.ofSeconds(8);

    /** Far below {@link #SLOW}: whoever waits for the slow one cannot be so quick. */
    private static final Duration NORMAL = Duration.ofSeconds(5);

    private static final TestEnvironment slow = small("slow");
    private static final TestEnvironment broken = small("broken");
    private static final TestEnvironment huge =
            TestEnvironment.of(
                    "huge",
                    IntStream.range(0, HUGE)
                            .mapToObj(i -> flag("flag_" + i).padded(HUGE_FLAG_BYTES))
                            .toList());
    private static final List<TestEnvironment> normal =
            IntStream.range(0, 10).mapToObj(i -> small("normal_" + i)).toList();

    @RegisterExtension
    static final RelayExtension system = RelayExtension.empty(RelaySettings.of("isolation", all()));

    private static TestEnvironment small(String name) {
        List<FlagFixture> flags = List.of(flag("toggled"), flag("steady").on());
        return TestEnvironment.of(name, flags);
    }

    private static List<TestEnvironment> all() {
        var all = new ArrayList<>(List.of(slow, broken, huge)); // the difficult ones first
        all.addAll(normal);
        return all;
    }

    @Test
    @Order(1)
    void normal_and_huge_environments_are_served_from_the_start() {
        disturb();

        relay().ingest().start();

        for (Edge edge : edges()) {
            for (TestEnvironment environment : normal) {
                Patience.RECOVERY.until(
                        edge + " serves " + environment, () -> edge.serves(environment));
            }
            Patience.RECOVERY.until(edge + " serves the huge one", () -> edge.serves(huge));
            Edge.Reply flags = edge.flags(huge);
            assertThat(flags.json()).hasSize(HUGE);
            assertThat(flags.body().length()).isGreaterThan(2_000_000);
        }
    }

    @Test
    @Order(2)
    void sdks_can_use_the_huge_environment() {
        for (Sdk kind : Sdk.EVERYWHERE) {
            SdkClient sdk = system.sdk(kind, edges().getFirst(), huge.serverKey());
            sdk.initialise(INITIALISATION);
            assertThat(sdk.boolVariation("flag_" + (HUGE - 1), target("anyone"), true)).isFalse();
        }
    }

    @Test
    @Order(3)
    void every_toggle_in_a_normal_environment_arrives_at_once() {
        Map<TestEnvironment, List<SdkStream>> streams = new HashMap<>();
        normal.forEach(it -> streams.put(it, streamsOf(it)));
        try {
            for (int round = 0; round < 3; round++) {
                relay().saas(huge).toggle("flag_" + round, EventDelivery.SENT);
                for (TestEnvironment environment : normal) {
                    long version =
                            relay().saas(environment)
                                    .toggle("toggled", EventDelivery.SENT)
                                    .version();
                    Awaitility.await("toggle of " + environment)
                            .pollDelay(Duration.ZERO)
                            .pollInterval(Duration.ofMillis(5))
                            .atMost(NORMAL)
                            .until(() ->
                                    streams.getOrDefault(environment, List.of()).stream()
                                            .allMatch(stream -> stream.toldOf("toggled", version)));
                }
            }
        } finally {
            streams.values().forEach(list -> list.forEach(SdkStream::close));
        }
    }

    @Test
    @Order(4)
    void health_names_the_broken_environment_and_no_other() {
        Patience.RECOVERY.untilAsserted(
                "health of ingest",
                () -> {
                    JsonNode health = relay().ingestHealth();
                    for (TestEnvironment environment : normal) {
                        JsonNode said = of(health, environment);
                        assertThat(said.path("problem").isObject()).as("%s", said).isFalse();
                        assertThat(said.path("published").asBoolean()).as("%s", said).isTrue();
                    }
                    JsonNode said = of(health, broken);
                    assertThat(said.path("published").asBoolean()).as("%s", said).isFalse();
                    assertThat(said.path("problem").path("what").asText()).isNotEmpty();
                });
        for (Edge edge : edges()) {
            assertThat(edge.auth(broken.serverKey()).status()).isEqualTo(500);
        }
    }

    @Test
    @Order(5)
    void the_slow_and_the_broken_environment_are_served_once_they_are_well() {
        relay().saas().faults().clear();

        for (Edge edge : edges()) {
            for (TestEnvironment environment : List.of(slow, broken)) {
                Patience.RECOVERY.until(
                        edge + " serves " + environment, () -> edge.serves(environment));
            }
        }
    }

    private static void disturb() {
        var faults = relay().saas().faults();
        var everything = FaultMatch.everything();
        faults.add(Fault.of(everything.inEnvironment(slow.id()), new FaultAction.Delay(SLOW)));
        faults.add(
                Fault.of(
                        FaultMatch.path("/api/1.0/client/env").inEnvironment(broken.id()),
                        new FaultAction.Garbage()));
        faults.add(
                Fault.of(
                        FaultMatch.path("/api/1.0/stream").inEnvironment(broken.id()),
                        new FaultAction.Status(500, OptionalInt.empty(), Optional.empty())));
    }

    private static List<SdkStream> streamsOf(TestEnvironment environment) {
        return edges().stream().map(edge -> edge.stream(environment)).toList();
    }

    private static JsonNode of(JsonNode health, TestEnvironment environment) {
        return StreamSupport.stream(health.path("environments").spliterator(), false)
                .filter(it -> it.path("id").asText().equals(environment.id()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(environment + " is not in " + health));
    }

    private static List<Edge> edges() {
        return relay().edges();
    }

    private static RelayUnderTest relay() {
        return system.relay();
    }
}

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
import io.flaghoist.simulator.state.EventDelivery;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Last known state: an outage of Kafka or of SaaS is none for SDKs, old ones and new ones. */
class FailStaticIT {
    private static final TestEnvironment ENVIRONMENT =
            TestEnvironment.of("static", List.of(flag("kafka"), flag("saas"), flag("steady").on()));

    @RegisterExtension
    static final RelayExtension system =
            RelayExtension.serving(
                    RelaySettings.of("static", ENVIRONMENT).withEdge("kafka.staleAfter", "2s"));

    private static List<SdkClient> sdks = List.of();
    private static List<SdkStream> streams = List.of();

    @BeforeAll
    static void connect() {
        sdks = system.initialisedSdks(ENVIRONMENT.serverKey());
        streams = edges().stream().map(edge -> edge.stream(ENVIRONMENT)).toList();
    }

    @AfterAll
    static void disconnect() {
        streams.forEach(SdkStream::close);
    }

    @Test
    @Tag("A6")
    void a_dead_broker_is_nothing_that_sdks_notice() {
        List<Edge.Reply> before = flagsOfAllEdges();
        relay().broker().kill();
        long version = toggle("kafka");
        for (Edge edge : edges()) {
            Patience.STREAM.until(edge + " says so", () -> health(edge).path("stale").asBoolean());
        }

        assertThat(flagsOfAllEdges()).isEqualTo(before);
        allIsServed();
        for (Edge edge : edges()) {
            assertThat(edge.auth("raw-key-that-may-be-new").status())
                    .as("an unknown key is not blamed on %s", edge)
                    .isEqualTo(500);
        }

        relay().broker().start();

        arrivesOnTheSameStreams("kafka", version);
    }

    @Test
    @Tag("A2")
    void a_dead_saas_is_nothing_that_sdks_notice() throws IOException {
        List<Edge.Reply> before = flagsOfAllEdges();
        relay().saas().close();
        long version = toggle("saas");
        for (Edge edge : edges()) {
            Patience.RECOVERY.until(
                    edge + " says so",
                    () ->
                            health(edge)
                                    .path("streamStatus")
                                    .path("state")
                                    .asText()
                                    .equals("DISCONNECTED"));
        }

        assertThat(flagsOfAllEdges()).isEqualTo(before);
        allIsServed();

        relay().saas().start();

        arrivesOnTheSameStreams("saas", version);
    }

    private static void allIsServed() {
        for (SdkClient sdk : Stream.concat(sdks.stream(), newSdks()).toList()) {
            assertThat(sdk.boolVariation("steady", target("anyone"), false)).as("%s", sdk).isTrue();
        }
        assertThat(streams).allMatch(SdkStream::isOpen);
    }

    private static Stream<SdkClient> newSdks() {
        return edges().stream()
                .flatMap(edge ->
                        Sdk.EVERYWHERE.stream()
                                .map(sdk -> system.sdk(sdk, edge, ENVIRONMENT.serverKey())))
                .peek(sdk -> sdk.initialise(INITIALISATION));
    }

    private static void arrivesOnTheSameStreams(String flag, long version) {
        for (SdkStream stream : streams) {
            Patience.RECOVERY.until(
                    stream + " tells of " + flag, () -> stream.toldOf(flag, version));
        }
        for (SdkClient sdk : sdks) {
            Patience.STREAM.until(
                    sdk + " sees " + flag, () -> sdk.boolVariation(flag, target("anyone"), false));
        }
    }

    private static long toggle(String flag) {
        return relay().saas(ENVIRONMENT).toggle(flag, EventDelivery.SENT).version();
    }

    private static List<Edge.Reply> flagsOfAllEdges() {
        List<Edge.Reply> replies = edges().stream().map(edge -> edge.flags(ENVIRONMENT)).toList();
        assertThat(replies).allMatch(reply -> reply.status() == 200);
        return replies;
    }

    private static JsonNode health(Edge edge) {
        return edge.get("/health").json();
    }

    private static List<Edge> edges() {
        return relay().edges();
    }

    private static RelayUnderTest relay() {
        return system.relay();
    }
}

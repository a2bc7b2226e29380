package io.flaghoist.acceptance;

import static io.flaghoist.acceptance.sdk.SdkTarget.target;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.acceptance.relay.RelayExtension;
import io.flaghoist.acceptance.relay.RelaySettings;
import io.flaghoist.acceptance.relay.RelayUnderTest;
import io.flaghoist.acceptance.relay.Service;
import io.flaghoist.acceptance.relay.TestEnvironment;
import io.flaghoist.acceptance.sdk.SdkClient;
import io.flaghoist.simulator.state.EventDelivery;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever part of the relay is killed and started again, and whatever changes meanwhile: no SDK is
 * started again, and each ends with the newest value. SDKs do not read again when they come back to
 * a stream quickly, so it is the edge that must tell them what they missed.
 */
class RestartsIT {
    private static final TestEnvironment ENVIRONMENT =
            TestEnvironment.of(
                    "restarts",
                    List.of(flag("ingest"), flag("broker"), flag("edge"), flag("stop")));

    @RegisterExtension
    static final RelayExtension system =
            RelayExtension.serving(RelaySettings.of("restarts", ENVIRONMENT));

    private static List<SdkClient> sdks = List.of();

    @BeforeAll
    static void connect() {
        sdks = system.initialisedSdks(ENVIRONMENT.serverKey());
    }

    @Test
    @Tag("A10")
    void every_sdk_sees_what_changed_while_ingest_was_away() {
        toggleAndSee("ingest", true);
        relay().ingest().kill();
        toggle("ingest");
        see(sdks, "ingest", true); // what was known is served on

        relay().ingest().start();

        see(sdks, "ingest", false);
        toggleAndSee("ingest", true);
    }

    @Test
    @Tag("A7")
    void every_sdk_sees_what_changed_while_the_broker_was_away() {
        toggleAndSee("broker", true);
        relay().broker().kill();
        toggle("broker");
        see(sdks, "broker", true);

        relay().broker().start();

        see(sdks, "broker", false);
        toggleAndSee("broker", true);
    }

    @Test
    @Tag("A8")
    void every_sdk_sees_what_changed_while_its_edge_was_killed() {
        toggleAndSee("edge", true);
        Service edge = relay().edges().getFirst().service();
        edge.kill();
        toggle("edge");
        see(on("edge 2"), "edge", false);
        see(on("edge 1"), "edge", true);

        edge.start();

        see(sdks, "edge", false);
        toggleAndSee("edge", true);
    }

    @Test
    @Tag("A14")
    void every_sdk_sees_what_changed_while_its_edge_was_stopped() {
        toggleAndSee("stop", true);
        Service edge = relay().edges().getLast().service();
        edge.stop();
        toggle("stop");
        see(on("edge 1"), "stop", false);

        edge.start();

        see(sdks, "stop", false);
        toggleAndSee("stop", true);
    }

    private static void toggleAndSee(String flag, boolean value) {
        toggle(flag);
        see(sdks, flag, value);
    }

    private static void toggle(String flag) {
        relay().saas(ENVIRONMENT).toggle(flag, EventDelivery.SENT);
    }

    private static void see(List<SdkClient> who, String flag, boolean value) {
        assertThat(who).isNotEmpty();
        for (SdkClient sdk : who) {
            Patience.RESTART.until(
                    "%s sees %s as %s".formatted(sdk, flag, value),
                    () -> sdk.boolVariation(flag, target("anyone"), !value) == value);
        }
    }

    private static List<SdkClient> on(String edge) {
        return sdks.stream().filter(sdk -> sdk.toString().endsWith(edge)).toList();
    }

    private static RelayUnderTest relay() {
        return system.relay();
    }
}

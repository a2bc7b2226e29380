package io.flaghoist.simulator;

import static io.flaghoist.simulator.EventStream.HEARTBEAT;
import static io.flaghoist.simulator.SimulatorUnderTest.CLIENT_KEY;
import static io.flaghoist.simulator.SimulatorUnderTest.ENVIRONMENT;
import static io.flaghoist.simulator.SimulatorUnderTest.OTHER;
import static io.flaghoist.simulator.SimulatorUnderTest.SERVER_KEY;
import static io.flaghoist.simulator.SimulatorUnderTest.json;
import static io.flaghoist.simulator.SimulatorUnderTest.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class StreamTest {
    @AutoClose private final SimulatorUnderTest saas = new SimulatorUnderTest();

    private static String event(String event, String domain, String identifier, int version) {
        return "event: *\ndata: {\"event\":\"%s\",\"domain\":\"%s\",\"identifier\":\"%s\",\"version\":%d}\n\n"
                .formatted(event, domain, identifier, version);
    }

    @Test
    void a_stream_begins_with_a_heartbeat_and_then_carries_each_change_in_one_write() {
        try (var stream = saas.stream()) {
            assertThat(stream.head())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Content-Type: text/event-stream\r\n")
                    .contains("Transfer-Encoding: chunked\r\n")
                    .doesNotContain("Content-Encoding");
            assertThat(stream.next()).isEqualTo(HEARTBEAT);

            saas.sample("POST", "/flags/dark_mode/toggle", "");
            var flag = saas.sample("GET", "/flags/banner", "").body();
            saas.sample("PUT", "/flags/b\u00e4nner", flag.replace("\"banner\"", "\"b\u00e4nner\""));
            saas.sample("DELETE", "/flags/banner", "");
            saas.sample(
                    "PUT",
                    "/segments/beta_testers",
                    saas.sample("GET", "/segments/beta_testers", "").body());
            saas.sample("DELETE", "/segments/beta_testers", "");

            assertThat(stream.next()).isEqualTo(event("patch", "flag", "dark_mode", 2));
            assertThat(stream.next()).isEqualTo(event("create", "flag", "b\\u00E4nner", 1));
            assertThat(stream.next()).isEqualTo(event("delete", "flag", "banner", 1));
            assertThat(stream.next())
                    .isEqualTo(event("patch", "target-segment", "beta_testers", 2));
            assertThat(stream.next())
                    .isEqualTo(event("delete", "target-segment", "beta_testers", 2));
        }
    }

    @Test
    void a_change_can_be_read_when_its_event_arrives() {
        try (var stream = saas.stream()) {
            stream.next();
            for (var version = 2; version < 50; version++) {
                var toggled =
                        saas.sendLater(
                                saas.request(
                                        "POST",
                                        "/control/environments/"
                                                + ENVIRONMENT
                                                + "/flags/dark_mode/toggle",
                                        ""));
                assertThat(stream.next()).isEqualTo(event("patch", "flag", "dark_mode", version));
                assertThat(json(saas.read("/feature-configs/dark_mode")).path("version").asInt())
                        .isEqualTo(version);
                toggled.join();
            }
        }
    }

    @Test
    void keys_and_targets_change_without_an_event() {
        try (var stream = saas.stream()) {
            stream.next();
            saas.sample("PUT", "/api-keys/third", "{\"key\":\"third-key\"}");
            saas.sample("PUT", "/targets/cleo", "{}");
            saas.sample("POST", "/flags/dark_mode/toggle", "");

            assertThat(stream.next()).isEqualTo(event("patch", "flag", "dark_mode", 2));
        }
    }

    @Test
    void a_silent_change_is_made_and_sends_nothing() {
        try (var stream = saas.stream()) {
            stream.next();
            saas.sample("POST", "/flags/dark_mode/toggle?silent=true", "");
            saas.sample("DELETE", "/flags/banner?silent=true", "");
            saas.sample("POST", "/flags/theme_color/toggle", "");

            assertThat(stream.next()).isEqualTo(event("patch", "flag", "theme_color", 2));
            assertThat(json(saas.read("/feature-configs/dark_mode")).path("state").asText())
                    .isEqualTo("on");
            assertThat(saas.read("/feature-configs/banner").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void streams_of_another_environment_hear_nothing() {
        saas.control(
                "PUT",
                "/environments/" + OTHER,
                "{\"apiKeys\":[{\"identifier\":\"k\",\"key\":\"other-key\"}]}");
        try (var stream = saas.stream(saas.token("other-key"), "other-key")) {
            stream.next();
            saas.sample("POST", "/flags/dark_mode/toggle", "");
            var flag = saas.sample("GET", "/flags/dark_mode", "").body();
            saas.control("PUT", "/environments/" + OTHER + "/flags/dark_mode", flag);

            assertThat(stream.next()).isEqualTo(event("create", "flag", "dark_mode", 2));
        }
    }

    @Test
    void heartbeats_follow_at_the_interval() {
        try (var fast =
                        new SimulatorUnderTest(
                                SimulatorSettings.defaults()
                                        .withHeartbeatInterval(Duration.ofMillis(20)));
                var stream = fast.stream()) {
            for (var beat = 0; beat < 5; beat++) {
                assertThat(stream.next()).isEqualTo(HEARTBEAT);
            }
        }
    }

    @Test
    void a_stream_needs_a_token_and_a_key_of_the_same_environment() {
        saas.control(
                "PUT",
                "/environments/" + OTHER,
                "{\"apiKeys\":[{\"identifier\":\"k\",\"key\":\"other-key\"}]}");
        var token = saas.token(SERVER_KEY);

        assertThat(statusOf("nonsense", SERVER_KEY)).isEqualTo("401");
        assertThat(statusOf(token, "nonsense")).isEqualTo("401");
        assertThat(statusOf(token, "other-key")).isEqualTo("403");
        assertThat(statusOf(token, SERVER_KEY)).isEqualTo("200");
    }

    private String statusOf(String token, String key) {
        try (var stream = saas.stream(token, key)) {
            return stream.head().split(" ", 3)[1];
        }
    }

    @Test
    void removing_a_key_ends_its_streams_and_no_others() {
        try (var server = saas.stream();
                var client = saas.stream(saas.token(CLIENT_KEY), CLIENT_KEY)) {
            server.next();
            client.next();
            saas.sample("DELETE", "/api-keys/sample_client", "");
            saas.sample("POST", "/flags/dark_mode/toggle", "");

            assertThat(client.next()).isEmpty();
            assertThat(server.next()).isEqualTo(event("patch", "flag", "dark_mode", 2));
        }
    }

    @Test
    void removing_an_environment_ends_its_streams() {
        try (var stream = saas.stream()) {
            stream.next();
            saas.sample("DELETE", "", "");

            assertThat(stream.next()).isEmpty();
        }
    }

    @Test
    void open_streams_are_counted_by_environment_and_vanished_ones_are_forgotten() {
        try (var fast =
                new SimulatorUnderTest(
                        SimulatorSettings.defaults()
                                .withHeartbeatInterval(Duration.ofMillis(20)))) {
            try (var one = fast.stream();
                    var two = fast.stream()) {
                one.next();
                two.next();
                until(
                        "both are counted",
                        () -> json(fast.control("GET", "/streams", "")).path("open").asInt() == 2);
                var counts = json(fast.control("GET", "/streams", ""));
                assertThat(counts.path("environments").path(ENVIRONMENT).asInt()).isEqualTo(2);
            }

            until("no stream is open", () -> fast.simulator.openStreams(ENVIRONMENT) == 0);
        }
    }

    @Test
    void hundreds_of_streams_hear_every_change_in_order() {
        var token = saas.token(SERVER_KEY);
        List<EventStream> streams = new ArrayList<>();
        for (var i = 0; i < 300; i++) {
            streams.add(saas.stream(token, SERVER_KEY));
        }
        for (var change = 0; change < 10; change++) {
            saas.sample("POST", "/flags/dark_mode/toggle", "");
        }

        for (var stream : streams) {
            assertThat(stream.next()).isEqualTo(HEARTBEAT);
            for (var version = 2; version <= 11; version++) {
                assertThat(stream.next()).isEqualTo(event("patch", "flag", "dark_mode", version));
            }
            stream.close();
        }
    }

    @Test
    void a_reader_that_stalls_is_cut_and_delays_nobody() {
        // Names of 256 characters fill the socket buffers of the one that never reads.
        var name = "f".repeat(256);
        var flag = saas.sample("GET", "/flags/dark_mode", "").body();
        saas.sample("PUT", "/flags/" + name, flag.replace("\"dark_mode\"", '"' + name + '"'));
        try (var stalled = saas.stream();
                var reading = saas.stream()) {
            assertThat(stalled.head()).contains("200");
            assertThat(reading.next()).isEqualTo(HEARTBEAT);
            var environment = saas.simulator.state().environment(ENVIRONMENT);
            for (var version = 3; saas.simulator.openStreams(ENVIRONMENT) == 2; version++) {
                assertThat(version).as("changes until the stalled one is cut").isLessThan(100_000);
                environment.toggle(name, EventDelivery.SENT);
                var expected =
                        event(
                                "patch",
                                "flag",
                                name,
                                environment
                                        .find(DocumentKind.FLAG, name)
                                        .map(it -> (int) it.version())
                                        .orElseThrow());
                assertThat(reading.next()).isEqualTo(expected);
            }
        }
    }
}

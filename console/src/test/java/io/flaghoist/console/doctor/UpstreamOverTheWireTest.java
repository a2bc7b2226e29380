package io.flaghoist.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.broker.FreePorts;
import io.flaghoist.saas.ApiKeys;
import io.flaghoist.saas.Secret;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.simulator.SimulatorSettings;
import io.flaghoist.simulator.fault.Fault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.FaultMatch;
import io.flaghoist.testkit.fault.Direction;
import io.flaghoist.testkit.fault.FaultProxy;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UpstreamOverTheWireTest {
    private static final String KEY = "sample-server-key";
    private static final String ADMIN_TOKEN = "sample-admin-token";
    private static final Duration HEARTBEAT = Duration.ofMillis(400);

    private final Simulator saas =
            new Simulator(
                    SimulatorSettings.defaults().withPort(0).withHeartbeatInterval(HEARTBEAT));

    @BeforeEach
    void start() throws Exception {
        saas.start();
    }

    @AfterEach
    void stop() {
        saas.close();
    }

    @Test
    void a_healthy_upstream_is_well_from_end_to_end() {
        var examined =
                Examined.upstream(
                        new UpstreamAccess(
                                saas.clientService(),
                                ApiKeys.of(KEY),
                                Optional.of(admin(ADMIN_TOKEN))),
                        Examined.QUICK);

        assertThat(examined.diagnosis().verdict()).as("%s", examined).isEqualTo(Outcome.OK);
        assertThat(examined.text("upstream-auth", Outcome.OK))
                .contains("environment " + Examined.DEV);
        assertThat(examined.text("upstream-read", Outcome.OK)).contains("flags");
        assertThat(examined.text("upstream-admin", Outcome.OK)).contains("SDK keys can be read");
        assertThat(examined.text("upstream-stream", Outcome.OK))
                .contains("heartbeats one by one")
                .contains("chunked");
        assertThat(examined.text("upstream-tls", Outcome.SKIPPED)).contains("begins with http");
    }

    @Test
    void a_key_that_saas_does_not_know_is_named_by_its_alias_alone() {
        var examined = Examined.upstream(saas.clientService(), "rotated-key", Examined.QUICK);

        assertThat(examined.text("upstream-auth", Outcome.WRONG))
                .contains("API key " + new Secret("rotated-key").alias())
                .contains("Refused with 401")
                .contains("API_KEYS");
        assertThat(examined.text("upstream-stream", Outcome.SKIPPED))
                .contains("No API key was accepted");
    }

    @Test
    void neither_keys_nor_tokens_are_in_any_finding() {
        var examined =
                Examined.upstream(
                        new UpstreamAccess(
                                URI.create(
                                        saas.clientService()
                                                .toString()
                                                .replace("http://", "http://ann:hunter2@")),
                                ApiKeys.of(KEY + ",rotated-key"),
                                Optional.of(admin("wrong-admin-token"))),
                        Examined.QUICK.withStreams(Duration.ofMillis(200), Duration.ofMillis(700)));

        assertThat(examined.toString())
                .doesNotContain(KEY)
                .doesNotContain("rotated-key")
                .doesNotContain("wrong-admin-token")
                .doesNotContain("hunter2")
                .doesNotContain("eyJ");
        assertThat(examined.text("upstream-admin", Outcome.WRONG))
                .contains("refused with 403")
                .contains("ADMIN_SERVICE_TOKEN");
    }

    @Test
    void a_base_url_without_its_path_is_recognised() {
        URI base = URI.create("http://127.0.0.1:" + saas.port());

        assertThat(
                        Examined.upstream(base, KEY, Examined.QUICK)
                                .text("upstream-auth", Outcome.WRONG))
                .contains("404")
                .contains("CLIENT_SERVICE ends in /api/1.0");
    }

    @Test
    void a_closed_port_is_wrong_and_the_rest_is_skipped() {
        var examined =
                Examined.upstream(
                        URI.create("http://127.0.0.1:%d/api/1.0".formatted(FreePorts.next())),
                        KEY,
                        Examined.QUICK);

        assertThat(examined.text("upstream-address", Outcome.WRONG))
                .contains("does not accept connections");
        assertThat(examined.text("upstream-stream", Outcome.SKIPPED)).isNotEmpty();
    }

    @Test
    void an_upstream_that_fails_is_told_apart_from_refused_keys() {
        saas.faults()
                .add(
                        Fault.of(
                                FaultMatch.path("/api/1.0/client/auth"),
                                new FaultAction.Status(
                                        503, OptionalInt.empty(), Optional.empty())));

        assertThat(
                        Examined.upstream(saas.clientService(), KEY, Examined.QUICK)
                                .text("upstream-auth", Outcome.WRONG))
                .contains("Refused with 503")
                .contains("status.harness.io");
    }

    @Test
    void a_network_that_swallows_answers_ends_in_time() {
        try (var network = new FaultProxy("127.0.0.1", saas.port())) {
            network.start();
            network.freeze(Direction.TO_CLIENT);

            var examined =
                    Examined.upstream(
                            through(network),
                            KEY,
                            Examined.QUICK.withAnswer(Duration.ofMillis(300)));

            assertThat(examined.text("upstream-auth", Outcome.WRONG))
                    .contains("no answer within 300 ms");
        }
    }

    @Test
    void a_proxy_that_buffers_is_recognised() throws Exception {
        try (var proxy = new BufferingProxy(saas.clientService(), 8 << 10)) {
            var examined = Examined.upstream(proxy.uri(), KEY, Examined.QUICK);

            assertThat(examined.worst("upstream-read")).isEqualTo(Outcome.OK);
            assertThat(examined.text("upstream-stream", Outcome.WRONG))
                    .contains("Not even the head of an answer came")
                    .contains("proxy_buffering off")
                    .contains("X-Accel-Buffering: no");
        }
    }

    @Test
    void a_proxy_that_lets_heartbeats_through_in_bunches_is_recognised() throws Exception {
        // The head goes over the brim, then three heartbeats at a time.
        try (var proxy = new BufferingProxy(saas.clientService(), 3 * "3\r\n:\n\n\r\n".length())) {
            var examined =
                    Examined.upstream(
                            proxy.uri(),
                            KEY,
                            Examined.QUICK.withStreams(
                                    Duration.ofMillis(2_000), Duration.ofMillis(400)));

            assertThat(examined.text("upstream-stream", Outcome.WRONG))
                    .contains("in bunches")
                    .contains("proxy_buffering off");
        }
    }

    @Test
    void a_stream_that_stays_mute_is_recognised() {
        saas.faults().add(Fault.of(FaultMatch.path("/api/1.0/stream"), new FaultAction.Mute()));
        var examined =
                Examined.upstream(
                        saas.clientService(),
                        KEY,
                        Examined.QUICK.withStreams(Duration.ofMillis(900), Duration.ofMillis(700)));
        assertThat(examined.text("upstream-stream", Outcome.WRONG))
                .contains("The head came, and then nothing")
                .contains("or the service is mute");
    }

    @Test
    void a_stream_that_falls_silent_is_recognised() {
        try (var network = new FaultProxy("127.0.0.1", saas.port())) {
            network.start();
            // Watched for heartbeats that are due far more often than they come.
            var examined =
                    Examined.upstream(
                            through(network),
                            KEY,
                            Examined.QUICK.withStreams(
                                    Duration.ofMillis(700), Duration.ofMillis(100)));

            assertThat(examined.text("upstream-stream", Outcome.WRONG))
                    .contains("SDKs take that for a dead stream");
        }
    }

    private static URI through(FaultProxy network) {
        return URI.create("http://" + network.address() + "/api/1.0");
    }

    private AdminAccess admin(String token) {
        return new AdminAccess(saas.adminService(), new Secret(token), "sample-account", "default");
    }
}

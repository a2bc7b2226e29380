package io.flaghoist.simulator;

import static io.flaghoist.simulator.SimulatorUnderTest.ENVIRONMENT;
import static io.flaghoist.simulator.SimulatorUnderTest.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaghoist.simulator.fault.Fault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.FaultMatch;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EnvironmentNames;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.Json;
import io.flaghoist.simulator.state.RefusedException;
import io.flaghoist.simulator.state.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatorTest {
    @AutoClose private final SimulatorUnderTest saas = new SimulatorUnderTest();

    @Test
    void the_defaults_are_the_documented_ones() {
        var settings = SimulatorSettings.defaults();

        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(7100);
        assertThat(settings.seed()).isEqualTo(Seed.sample());
        assertThat(settings.heartbeatInterval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.maxConnections()).isEqualTo(10_000);
    }

    @Test
    void the_services_are_where_they_are_expected() {
        var root = "http://127.0.0.1:" + saas.simulator.port();

        assertThat(saas.simulator.clientService()).hasToString(root + "/api/1.0");
        assertThat(saas.simulator.metricsService()).hasToString(root + "/events/api/1.0");
        assertThat(saas.simulator.adminService()).hasToString(root + "/gateway/cf");
        assertThat(saas.simulator.control()).hasToString(root + "/control");
    }

    @Test
    void an_outage_keeps_state_tokens_and_port() {
        var request = saas.readRequest("/feature-configs/dark_mode");
        var port = saas.simulator.port();
        saas.sample("POST", "/flags/dark_mode/toggle", "");

        saas.simulator.close();
        assertThatThrownBy(() -> saas.send(request)).hasCauseInstanceOf(IOException.class);
        saas.start();

        assertThat(saas.simulator.port()).isEqualTo(port);
        assertThat(saas.send(request).body()).contains("\"version\":2");
    }

    @Test
    void closing_does_not_wait_for_hanging_requests_or_open_streams() {
        try (var stream = saas.stream()) {
            stream.next();
            var fault =
                    saas.simulator
                            .faults()
                            .add(Fault.of(FaultMatch.everything(), new FaultAction.Hang()));
            var hanging = saas.sendLater(saas.request("POST", "/api/1.0/client/auth", "{}"));
            until("the request hangs", () -> fault.hits() == 1);

            saas.simulator.close();

            assertThatThrownBy(hanging::join).hasCauseInstanceOf(IOException.class);
            assertThatThrownBy(stream::next).hasCauseInstanceOf(IOException.class);
            assertThat(saas.simulator.openStreams(ENVIRONMENT)).isZero();
        }
    }

    @Test
    void a_taken_port_is_told_with_what_to_do() {
        try (var second =
                new Simulator(SimulatorSettings.defaults().withPort(saas.simulator.port()))) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + saas.simulator.port())
                    .hasMessageContaining("Choose another one");
        }
    }

    @Test
    void a_test_in_the_same_jvm_can_do_what_the_control_api_does() {
        var environment =
                saas.simulator.state().putEnvironment(EnvironmentNames.sample("e-2", "prod"));
        var flag =
                saas.simulator
                        .state()
                        .environment(ENVIRONMENT)
                        .require(DocumentKind.FLAG, "dark_mode");
        environment.put(
                DocumentKind.API_KEY, "k", Json.object().put("key", "e-2-key"), EventDelivery.SENT);
        environment.put(
                DocumentKind.FLAG,
                "dark_mode",
                flag.json().put("environment", "prod"),
                EventDelivery.SENT);
        environment.toggle("dark_mode", EventDelivery.SENT);

        assertThat(saas.authenticate("e-2-key").statusCode()).isEqualTo(200);
        assertThat(environment.find(DocumentKind.FLAG, "dark_mode"))
                .hasValueSatisfying(it -> assertThat(it.version()).isEqualTo(2));
        until(
                "the request is counted",
                () -> saas.simulator.requests().of("POST /api/1.0/client/auth", "e-2") == 1);
    }

    @Test
    void a_seed_file_is_read_and_a_wrong_one_is_told_where(@TempDir Path directory)
            throws IOException {
        var good =
                Files.writeString(
                        directory.resolve("good.json"), "{\"environments\":[{\"id\":\"e-1\"}]}");
        var bad =
                Files.writeString(
                        directory.resolve("bad.json"),
                        "{\"environments\":[{\"id\":\"e-1\",\"flags\":[{\"feature\":\"x\",\"state\":\"maybe\"}]}]}");

        var settings =
                SimulatorMain.settings(
                        new String[] {
                            "--port", "0", "--host", "0.0.0.0", "--seed", good.toString()
                        });

        assertThat(settings.port()).isZero();
        assertThat(settings.host()).isEqualTo("0.0.0.0");
        assertThat(settings.seed().environments().getFirst().names().id()).isEqualTo("e-1");
        assertThatThrownBy(() -> new Simulator(settings.withSeed(Seed.read(bad))).close())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("environment e-1: flags/x: state must be one of [off, on]");
    }

    @Test
    void wrong_options_are_named() {
        assertThatThrownBy(() -> SimulatorMain.settings(new String[] {"--prot", "1"}))
                .hasMessageContaining("--prot");
        assertThatThrownBy(() -> SimulatorMain.settings(new String[] {"--port"}))
                .hasMessageContaining("--port needs a value");
        assertThatThrownBy(() -> SimulatorMain.settings(new String[] {"--port", "many"}))
                .hasMessageContaining("'many'");
    }
}

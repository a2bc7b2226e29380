package io.flaghoist.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.util.Duration;
import io.flaghoist.service.admin.AdminMetrics;
import io.flaghoist.service.settings.CheckedSettings;
import io.flaghoist.service.settings.SettingsException;
import io.flaghoist.service.settings.SettingsSpec;
import io.flaghoist.service.web.MetricsResource;
import io.flaghoist.service.web.ReadyResource;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ServiceApplicationTest {
    private static final String YAML =
            """
            greeting: "${GREETING:-hello}"
            server:
              applicationConnectors: [{type: http, bindHost: 127.0.0.1, port: 0}]
              adminConnectors: [{type: http, bindHost: 127.0.0.1, port: 0}]
              requestLog: {appenders: []}
            logging: {type: external}
            """;

    @TempDir private Path folder = Path.of(".");
    private final AtomicBoolean ready = new AtomicBoolean();
    private final AtomicInteger stops = new AtomicInteger();

    static final class Settings extends Configuration implements CheckedSettings {
        private final String greeting;

        @JsonCreator
        Settings(
                @JsonProperty("greeting") @Nullable String greeting,
                @JsonProperty("patience") @Nullable Duration unused) {
            this.greeting = greeting == null ? "" : greeting;
        }

        @Override
        public List<String> errors() {
            return greeting.isEmpty() ? List.of("greeting (GREETING) is not set") : List.of();
        }
    }

    private final class Service extends ServiceApplication<Settings> {
        private int[] ports = {};
        private String greeting = "";

        Service(Map<String, String> variables) {
            super(
                    "test-service",
                    variables,
                    new SettingsSpec(Set.of(), Map.of("hail", "greeting"), (_, _, _) -> {}));
        }

        @Override
        protected void assemble(Settings settings, Environment dropwizard) {
            greeting = settings.greeting;
            if (greeting.equals("wrong")) {
                throw new SettingsException(List.of("greeting (GREETING) must not be wrong"));
            }
            if (greeting.equals("broken")) {
                throw new IllegalStateException("no such luck");
            }
            var registry = new PrometheusRegistry();
            reportStandardMetrics(registry, dropwizard);
            var _ = new AdminMetrics(registry, "test");
            checkReadiness(dropwizard, ready::get);
            dropwizard.jersey().register(new ReadyResource(dropwizard.healthChecks()));
            dropwizard.jersey().register(new MetricsResource(registry));
            dropwizard.lifecycle().manage(new Parts(List.of(), List.of(stops::incrementAndGet)));
            dropwizard.lifecycle().addServerLifecycleListener(this::started);
        }

        private void started(Server server) {
            ports =
                    List.of(server.getConnectors()).stream()
                            .mapToInt(connector -> ((ServerConnector) connector).getLocalPort())
                            .toArray();
        }

        HttpResponse<String> get(int connector, String path) throws Exception {
            var uri = URI.create("http://127.0.0.1:" + ports[connector] + path);
            try (var http = HttpClient.newHttpClient()) {
                return http.send(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            }
        }
    }

    private String file(String yaml) throws Exception {
        Path file = folder.resolve("service.yml");
        Files.writeString(file, yaml);
        return file.toString();
    }

    private StartException refused(String yaml, Map<String, String> variables) throws Exception {
        String file = file(yaml);
        try (var service = new Service(variables)) {
            return catchThrowableOfType(StartException.class, () -> service.run("server", file));
        }
    }

    @Test
    void readiness_follows_the_health_check_at_every_request() throws Exception {
        try (var service = new Service(Map.of())) {
            service.run("server", file(YAML));

            assertThat(service.get(0, "/ready").statusCode()).isEqualTo(503);
            assertThat(service.get(0, "/ready").body()).isEqualTo("{\"ready\":false}");
            assertThat(service.get(1, "/healthcheck").statusCode()).isEqualTo(500);
            ready.set(true);
            assertThat(service.get(0, "/ready").statusCode()).isEqualTo(200);
            assertThat(service.get(0, "/ready").body()).isEqualTo("{\"ready\":true}");
            assertThat(service.get(1, "/healthcheck").statusCode()).isEqualTo(200);
        }
        assertThat(stops).as("parts that were closed").hasValue(1);
    }

    @Test
    void the_log_does_not_say_that_there_are_no_health_checks() throws Exception {
        var logging = (LoggerContext) LoggerFactory.getILoggerFactory();
        var logger = logging.getLogger("io.dropwizard.core.setup.AdminEnvironment");
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);
        try (var service = new Service(Map.of())) {
            service.run("server", file(YAML));
        } finally {
            logger.detachAppender(lines);
        }

        assertThat(lines.list)
                .isNotEmpty()
                .noneMatch(line -> line.getFormattedMessage().contains("NO HEALTHCHECKS"));
    }

    @Test
    void counters_with_known_labels_are_there_from_the_start() throws Exception {
        try (var service = new Service(Map.of())) {
            service.run("server", file(YAML));

            String metrics = service.get(0, "/metrics").body();

            for (String reason : List.of("origin", "host", "credential", "logger")) {
                assertThat(metrics)
                        .contains(
                                "flaghoist_test_admin_refused_total{reason=\"%s\"} 0.0"
                                        .formatted(reason));
            }
            assertThat(metrics)
                    .contains("flaghoist_build_info{", "service=\"test-service\"", "jvm_");
        }
    }

    @Test
    void a_variable_is_data_and_never_yaml() throws Exception {
        try (var service = new Service(Map.of("GREETING", "a\"\nserver: {type: x}"))) {
            service.run("server", file(YAML));
            assertThat(service.greeting).isEqualTo("a\"\nserver: {type: x}");
        }
        try (var service = new Service(Map.of("GREETING", ""))) {
            service.run("server", file(YAML));
            assertThat(service.greeting).as("an empty variable is unset").isEqualTo("hello");
        }
    }

    @Test
    void wrong_settings_exit_with_2() throws Exception {
        StartException refused = refused(YAML, Map.of("GREETING", "wrong"));

        assertThat(refused).hasMessageContainingAll("test-service", "greeting (GREETING)");
        assertThat(refused.isAboutSettings()).isTrue();
        assertThat(refused.exitCode()).isEqualTo(2);
    }

    @Test
    void an_unknown_setting_exits_with_2() throws Exception {
        StartException refused = refused("greetings: hello\n" + YAML, Map.of());

        assertThat(refused).hasMessageContaining("greetings");
        assertThat(refused.exitCode()).isEqualTo(2);
    }

    @Test
    void all_errors_of_the_settings_are_reported_at_once() throws Exception {
        StartException refused =
                refused(
                        """
                        hail: hello
                        patience: soon
                        greting: hello
                        logging: {type: external}
                        """,
                        Map.of());

        assertThat(refused)
                .hasMessageContainingAll(
                        "hail is now called greeting",
                        "patience is not a valid Duration",
                        "greting is not a setting; did you mean greeting?",
                        "greeting (GREETING) is not set");
        assertThat(refused.exitCode()).isEqualTo(2);
    }

    @Test
    void a_file_that_is_absent_exits_with_2_and_is_named() {
        try (var service = new Service(Map.of())) {
            StartException refused =
                    catchThrowableOfType(
                            StartException.class,
                            () -> service.run("server", folder.resolve("absent.yml").toString()));

            assertThat(refused).hasMessageContaining("absent.yml");
            assertThat(refused.exitCode()).isEqualTo(2);
        }
    }

    @Test
    void a_port_that_is_taken_exits_with_1() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = "port: " + taken.getLocalPort();

            StartException refused = refused(YAML.replaceFirst("port: 0", port), Map.of());

            assertThat(refused.isAboutSettings()).isFalse();
            assertThat(refused.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void closing_a_service_that_did_not_start_does_nothing() {
        var service = new Service(Map.of());

        service.close();

        assertThat(stops).hasValue(0);
    }

    @Test
    void any_other_failure_exits_with_1() throws Exception {
        StartException refused = refused(YAML, Map.of("GREETING", "broken"));

        assertThat(refused).hasMessageContaining("no such luck");
        assertThat(refused.exitCode()).isEqualTo(1);
    }
}

package io.flaghoist.service.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.flaghoist.service.ServiceBundle;
import io.flaghoist.service.settings.SettingsSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Dropwizard's admin port, guarded, over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminPortTest {
    private static final String TOKEN = "a-token-for-tests";
    private static final LoggerContext LOGGING = (LoggerContext) LoggerFactory.getILoggerFactory();

    private final List<Refusal> refused = new CopyOnWriteArrayList<>();
    private final Service service = new Service();
    private final AtomicReference<Server> server = new AtomicReference<>();

    /** A service with nothing of its own. */
    private final class Service extends Application<Configuration> {
        @Override
        protected void bootstrapLogging() {
            // The tests have configured it.
        }

        @Override
        public void initialize(Bootstrap<Configuration> bootstrap) {
            bootstrap.addBundle(new ServiceBundle(Map.of(), SettingsSpec.PLAIN));
        }

        @Override
        public void run(Configuration configuration, Environment dropwizard) {
            AdminPort.guard(
                    configuration, dropwizard, new AdminSettings(TOKEN, null), refused::add);
            dropwizard.jersey().disable();
            dropwizard.lifecycle().addServerLifecycleListener(server::set);
        }
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("service.yml");
        Files.writeString(
                file,
                """
                server:
                  applicationConnectors: [{type: http, bindHost: 127.0.0.1, port: 0}]
                  adminConnectors: [{type: http, port: 0}]
                  requestLog: {appenders: []}
                logging: {type: external}
                """);
        service.run("server", file.toString());
    }

    @AfterAll
    void stop() throws Exception {
        server.get().stop();
    }

    private ServerConnector admin() {
        return (ServerConnector) server.get().getConnectors()[1];
    }

    /** The answer to a request with these lines of head; it ends with the connection. */
    private String answer(String request, String... head) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), admin().getLocalPort())) {
            String text =
                    request
                            + " HTTP/1.1\r\n"
                            + String.join("\r\n", head)
                            + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void it_listens_on_loopback_unless_settings_say_otherwise() throws Exception {
        var bound =
                (InetSocketAddress)
                        ((ServerSocketChannel) admin().getTransport()).getLocalAddress();

        assertThat(bound.getAddress().isLoopbackAddress()).isTrue();
    }

    @Test
    void from_this_machine_it_answers_as_it_always_did() throws Exception {
        for (String path : List.of("/ping", "/healthcheck", "/threads", "/metrics", "/tasks")) {
            assertThat(answer("GET " + path, "Host: localhost:7201")).startsWith("HTTP/1.1 200");
        }
        assertThat(answer("POST /tasks/gc", "Host: 127.0.0.1:7201")).startsWith("HTTP/1.1 200");
        assertThat(answer("POST /tasks/gc", "Host: [::1]:7201")).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /tasks",
                "POST /tasks/gc",
                "POST /tasks/log-level",
                "GET /threads",
                "GET /pprof?duration=1",
                "GET /metrics",
                "GET /",
                "GET /ping/",
                "GET /ping;x=1/../tasks",
                "POST /ping",
                "OPTIONS /tasks/gc"
            })
    void under_a_foreign_name_or_for_a_foreign_page_it_refuses(String request) throws Exception {
        int before = refused.size();

        String rebound = answer(request, "Host: rebound.evil.example:7201");
        String page = answer(request, "Host: localhost:7201", "Origin: http://evil.example");

        assertThat(rebound).matches("(?s)HTTP/1.1 (403|400) .*");
        assertThat(page).matches("(?s)HTTP/1.1 (403|400) .*");
        if (rebound.startsWith("HTTP/1.1 403")) {
            assertThat(rebound).contains("{\"code\":403,\"message\":");
            assertThat(refused.subList(before, refused.size()))
                    .containsExactly(Refusal.HOST, Refusal.ORIGIN);
        }
    }

    @Test
    void probes_with_a_pods_address_are_answered_and_with_the_token_everything_is()
            throws Exception {
        assertThat(answer("GET /ping", "Host: 10.1.2.3:7201")).startsWith("HTTP/1.1 200");
        assertThat(answer("GET /healthcheck", "Host: 10.1.2.3:7201")).startsWith("HTTP/1.1 200");
        assertThat(
                        answer(
                                "POST /tasks/gc",
                                "Host: ingest.internal",
                                "Authorization: Bearer " + TOKEN))
                .startsWith("HTTP/1.1 200");
        assertThat(answer("POST /tasks/gc", "Host: localhost", "Authorization: Bearer wrong"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void the_task_cannot_raise_loggers_that_would_print_secrets_and_says_so() throws Exception {
        for (String loggers :
                List.of(
                        "logger=org.eclipse.jetty.http",
                        "logger=ROOT",
                        "logger=okhttp3&logger=io.flaghoist.y",
                        "logger=io.flaghoist.y&logger=okhttp3")) {
            String refusal =
                    answer("POST /tasks/log-level?level=TRACE&" + loggers, "Host: localhost");
            assertThat(refusal).startsWith("HTTP/1.1 403").contains("only loggers of io.flaghoist");
        }
        assertThat(refused).contains(Refusal.LOGGER);
        assertThat(LOGGING.getLogger("io.flaghoist.y").getLevel()).isNull();
        assertThat(LOGGING.getLogger("org.eclipse.jetty.http").isDebugEnabled()).isFalse();
        assertThat(LOGGING.getLogger("okhttp3").isDebugEnabled()).isFalse();

        String own =
                answer(
                        "POST /tasks/log-level?logger=io.flaghoist.x&level=DEBUG",
                        "Host: localhost");
        assertThat(own).contains("Configured logging level for io.flaghoist.x to DEBUG");
        assertThat(LOGGING.getLogger("io.flaghoist.x").getLevel()).isEqualTo(Level.DEBUG);
    }
}

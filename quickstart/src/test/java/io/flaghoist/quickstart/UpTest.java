package io.flaghoist.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.flaghoist.broker.FreePorts;
import io.flaghoist.service.settings.SettingsException;
import io.flaghoist.testkit.broker.SecuredBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises of {@code ./flaghoist up}. */
class UpTest {
    private static final String REPORT =
            """
            {"metricsData":[{"timestamp":1764000000000,"count":12,"metricsType":"FFMETRICS","attributes":[
              {"key":"featureIdentifier","value":"dark_mode"},{"key":"variationIdentifier","value":"true"},
              {"key":"SDK_TYPE","value":"server"},{"key":"SDK_LANGUAGE","value":"java"},{"key":"SDK_VERSION","value":"1.8.0"}]}]}
            """;
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir private Path directory;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void everything_runs_in_one_jvm_and_what_was_changed_is_still_so_after_a_restart()
            throws Exception {
        UpOptions options = options();
        String before;
        var npm = new FakeNpm(directory.resolve("bin")).thatInstalls();
        try (Up up = up(options, Map.of("PATH", npm.searchPath()))) {
            assertThat(up.start()).isZero();
            assertThat(text())
                    .contains("Flaghoist is up.")
                    .contains("http://127.0.0.1:" + options.edgePort)
                    .contains("sample-server-key")
                    .contains("sample-client-key");
            await().atMost(SOON)
                    .until(() ->
                            text().contains("page        http://127.0.0.1:" + options.pagePort));
            assertThat(pageSettings(options))
                    .contains("http://127.0.0.1:" + options.edgePort, "sample-client-key");
            assertThat(auth(options, "sample-client-key").statusCode()).isEqualTo(200);
            String token = token(options);
            before = state(options, token);
            BlockingQueue<String> lines = stream(options, token);
            assertThat(toggle(options)).isEqualTo(200);
            await().atMost(SOON)
                    .until(() -> lines.stream().anyMatch(line -> line.contains("\"dark_mode\"")));
            assertThat(state(options, token)).isNotEqualTo(before);
        }
        assertThat(text()).endsWith("Stopped.\n");

        Files.delete(directory.resolve("bin/npm"));
        try (Up up = up(options, Map.of("PATH", directory.resolve("bin").toString()))) {
            assertThat(up.start()).isZero();
            assertThat(state(options, token(options))).isNotEqualTo(before);
            assertThat(pageSettings(options)).as("is installed once").contains("sample-client-key");
        }
    }

    @Test
    void what_an_sdk_reports_is_told_to_saas() throws Exception {
        UpOptions options = options();
        try (Up up = up(options, Map.of("METRIC_POST_DURATION", "1"))) {
            assertThat(up.start()).isZero();
            report(options);

            await().atMost(Duration.ofSeconds(40))
                    .until(() ->
                            told(options).contains("dark_mode")
                                    && told(options).contains("\"count\":12"));
        }
    }

    @Test
    void every_client_logs_in_at_a_kafka_that_asks_for_a_password() throws Exception {
        UpOptions options = options();
        try (var kafka = SecuredBroker.startInThisJvm(directory.resolve("secured"))) {
            String user = SecuredBroker.SUPER_USER;
            Path password =
                    Files.writeString(directory.resolve("password"), kafka.password(user) + "\n");
            var variables =
                    Map.of(
                            "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                            "KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT",
                            "KAFKA_SASL_MECHANISM", "SCRAM-SHA-512",
                            "KAFKA_SASL_USERNAME", user,
                            "KAFKA_SASL_PASSWORD_FILE", password.toString(),
                            "TARGETS_TOPIC", "true",
                            "METRIC_POST_DURATION", "1");
            try (Up up = up(options, variables)) {
                assertThat(up.start()).isZero();

                // ingest wrote it, and the edge's follower read it
                assertThat(state(options, token(options))).isEqualTo("off");
                // the edge's producer, Kafka Streams and the poster
                report(options);
                await().atMost(Duration.ofSeconds(40))
                        .until(() -> told(options).contains("\"count\":12"));
                // what else the edge reads and writes
                await().atMost(SOON)
                        .untilAsserted(() ->
                                assertThat(health(options))
                                        .contains("\"ok\":true", "\"state\":\"CAUGHT_UP\"")
                                        .doesNotContain("FAILING"));
            }
        }
    }

    private void report(UpOptions options) throws Exception {
        var report =
                HttpRequest.newBuilder(edge(options, "/metrics/" + Greeting.SAMPLE_ENVIRONMENT))
                        .header("Authorization", "Bearer " + token(options))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(REPORT))
                        .build();
        assertThat(client.send(report, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }

    private String health(UpOptions options) throws Exception {
        var uri = URI.create("http://127.0.0.1:%d/health".formatted(options.edgeAdminPort));
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }

    @Test
    void wrong_settings_are_reported_together_and_nothing_is_started() {
        var variables =
                Map.of("API_KEYS", "a", "API_KEYS_FILE", "b", "AUTH_SECRET_FILE", "/absent");
        try (Up up = up(options(), variables)) {
            assertThatExceptionOfType(SettingsException.class)
                    .isThrownBy(up::start)
                    .withMessageContainingAll(
                            "API_KEYS and API_KEYS_FILE are both set",
                            "AUTH_SECRET_FILE: the file /absent cannot be read");
        }
    }

    private String told(UpOptions options) throws Exception {
        var uri =
                URI.create(
                        "http://127.0.0.1:%d/control/environments/%s/metrics"
                                .formatted(options.simulatorPort, Greeting.SAMPLE_ENVIRONMENT));
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }

    @Test
    void a_port_in_use_is_named_with_the_option_that_changes_it_and_nothing_is_started()
            throws Exception {
        UpOptions options = options();
        try (var taken = new ServerSocket(options.edgePort, 1, InetAddress.getLoopbackAddress());
                Up up = up(options, Map.of())) {
            assertThat(up.start()).isEqualTo(2);
            assertThat(text()).contains("Port " + taken.getLocalPort()).contains("--port");
        }
        assertThat(directory.resolve("kafka")).doesNotExist();
    }

    @Test
    void real_credentials_that_are_not_complete_are_asked_for_by_name() throws Exception {
        try (Up up = up(options(), Map.of("API_KEYS", "key"))) {
            assertThat(up.start()).isEqualTo(2);
        }
        assertThat(text()).contains("ADMIN_SERVICE_TOKEN, ACCOUNT_IDENTIFIER, ORG_IDENTIFIER");
    }

    @Test
    void the_secret_is_made_once_and_kept_from_others() throws IOException {
        String secret = Secrets.authSecret(directory);
        assertThat(secret).hasSizeGreaterThanOrEqualTo(32);
        assertThat(Secrets.authSecret(directory)).isEqualTo(secret);
        assertThat(Files.getPosixFilePermissions(directory.resolve("auth-secret"))).hasSize(2);
    }

    private Up up(UpOptions options, Map<String, String> environment) {
        return new Up(options, environment, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private UpOptions options() {
        var options = new UpOptions();
        options.data = directory;
        options.edgePort = FreePorts.next();
        options.edgeAdminPort = FreePorts.next();
        options.simulatorPort = FreePorts.next();
        options.ingestPort = FreePorts.next();
        options.ingestAdminPort = FreePorts.next();
        options.pagePort = FreePorts.next();
        options.aggregatorPort = FreePorts.next();
        options.aggregatorAdminPort = FreePorts.next();
        options.kafkaPort = FreePorts.next();
        options.kafkaControllerPort = FreePorts.next();
        return options;
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private String pageSettings(UpOptions options) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + options.pagePort + "/settings.json");
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }

    private HttpResponse<String> auth(UpOptions options, String key) throws Exception {
        var request =
                HttpRequest.newBuilder(edge(options, "/client/auth"))
                        .POST(BodyPublishers.ofString("{\"apiKey\":\"%s\"}".formatted(key)))
                        .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private String token(UpOptions options) throws Exception {
        String body = auth(options, "sample-server-key").body();
        return body.replaceAll(".*\"authToken\":\"([^\"]+)\".*", "$1");
    }

    private String state(UpOptions options, String token) throws Exception {
        String path = "/client/env/" + Greeting.SAMPLE_ENVIRONMENT + "/feature-configs/dark_mode";
        var request =
                HttpRequest.newBuilder(edge(options, path))
                        .header("Authorization", "Bearer " + token)
                        .build();
        String body = client.send(request, BodyHandlers.ofString()).body();
        return body.replaceAll(".*\"state\":\"(\\w+)\".*", "$1");
    }

    private int toggle(UpOptions options) throws Exception {
        var uri =
                URI.create(
                        "http://127.0.0.1:%d/control/environments/%s/flags/dark_mode/toggle"
                                .formatted(options.simulatorPort, Greeting.SAMPLE_ENVIRONMENT));
        var request = HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** The lines of a stream, as they come; returns once the stream says something. */
    private BlockingQueue<String> stream(UpOptions options, String token) {
        var lines = new LinkedBlockingQueue<String>();
        var request =
                HttpRequest.newBuilder(edge(options, "/stream"))
                        .header("Authorization", "Bearer " + token)
                        .header("API-Key", "sample-server-key")
                        .build();
        var _ =
                client.sendAsync(request, BodyHandlers.ofLines())
                        .thenAccept(response -> response.body().forEach(lines::add));
        await().atMost(SOON).until(() -> !lines.isEmpty());
        return lines;
    }

    private static URI edge(UpOptions options, String path) {
        return URI.create("http://127.0.0.1:" + options.edgePort + path);
    }
}

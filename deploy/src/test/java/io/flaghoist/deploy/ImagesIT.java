package io.flaghoist.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flaghoist.broker.FreePorts;
import io.flaghoist.testkit.broker.SharedBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Each image's command lines, run as they stand in the Dockerfile on the runtime that it links. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImagesIT {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NOWHERE = "127.0.0.1:9";
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String ENVIRONMENT = "8d1f2c34-0000-4000-8000-000000000001";

    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private final Map<String, Image> images = new TreeMap<>();

    @BeforeAll
    void build(@TempDir Path folder) throws IOException, InterruptedException {
        var dockerfile = Dockerfile.read(Image.ROOT.resolve("deploy/Dockerfile"));
        Path jre = Image.linkJre(folder.resolve("jre"));
        for (String name :
                new String[] {"ingest", "edge", "metrics-aggregator", "console", "simulator"}) {
            images.put(name, Image.build(name, dockerfile, jre, folder.resolve(name)));
        }
    }

    private Image image(String name) {
        return Objects.requireNonNull(images.get(name));
    }

    @Test
    void images_serve_sdks_write_only_their_data_and_stop_on_term(@TempDir Path folder)
            throws Exception {
        var before = Map.of("ingest", image("ingest").contents(), "edge", image("edge").contents());
        String prefix = kafka.newTopicPrefix();
        String saasPort = port();
        String edgePort = port();
        String saas = "http://127.0.0.1:" + saasPort;
        try (var simulator =
                        image("simulator")
                                .start(
                                        Map.of("PORT", saasPort),
                                        folder.resolve("simulator"),
                                        "--host",
                                        "127.0.0.1",
                                        "--port",
                                        saasPort);
                var ingest =
                        image("ingest")
                                .start(
                                        Map.of(
                                                "PORT",
                                                port(),
                                                "ADMIN_PORT",
                                                port(),
                                                "API_KEYS",
                                                "sample-server-key",
                                                "ADMIN_SERVICE_TOKEN",
                                                "sample-admin-token",
                                                "ACCOUNT_IDENTIFIER",
                                                "sample-account",
                                                "ORG_IDENTIFIER",
                                                "default",
                                                "ADMIN_SERVICE",
                                                saas + "/gateway/cf",
                                                "CLIENT_SERVICE",
                                                saas + "/api/1.0",
                                                "KAFKA_BOOTSTRAP_SERVERS",
                                                kafka.bootstrapServers(),
                                                "TOPIC_PREFIX",
                                                prefix),
                                        folder.resolve("ingest"));
                var edge = startEdge(edgePort, kafka.bootstrapServers(), prefix, folder)) {
            simulator.awaitHealth(0);
            ingest.awaitHealth(0);
            edge.awaitHealth(0);
            Awaitility.await("a flag from the edge")
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> flag(edgePort).contains("\"feature\":\"dark_mode\""));

            for (Container container : new Container[] {edge, ingest, simulator}) {
                assertThat(container.writes())
                        .as("%s", container)
                        .allMatch(file ->
                                file.startsWith(folder.resolve("edge"))
                                        || isTemporary(file, folder));
            }
            for (Container container : new Container[] {edge, ingest, simulator}) {
                assertThat(container.stop(STOP_LIMIT)).as("%s", container).isIn(0, 143);
                assertThat(container.health()).as("%s, stopped", container).isEqualTo(1);
            }
        }
        assertThat(folder.resolve("edge")).isNotEmptyDirectory(); // its snapshots
        assertThat(folder.resolve("ingest")).doesNotExist();
        assertThat(image("ingest").contents()).isEqualTo(before.get("ingest"));
        assertThat(image("edge").contents()).isEqualTo(before.get("edge"));
    }

    @Test
    void an_edge_with_nothing_to_serve_runs_and_is_unhealthy(@TempDir Path folder)
            throws Exception {
        String port = port();
        try (var edge = startEdge(port, NOWHERE, "none", folder)) {
            edge.awaitHealth(1);
            Awaitility.await("an answer")
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> status(port, "/health") == 503);
            assertThat(edge.health()).isEqualTo(1);
            assertThat(edge.stop(STOP_LIMIT)).isIn(0, 143);
        }
    }

    @Test
    void an_ingest_without_kafka_and_upstream_waits_and_is_healthy(@TempDir Path folder)
            throws Exception {
        var variables =
                Map.of(
                        "PORT",
                        port(),
                        "ADMIN_PORT",
                        port(),
                        "API_KEYS",
                        "any",
                        "ADMIN_SERVICE_TOKEN",
                        "any",
                        "ACCOUNT_IDENTIFIER",
                        "any",
                        "ORG_IDENTIFIER",
                        "any",
                        "ADMIN_SERVICE",
                        "http://" + NOWHERE,
                        "CLIENT_SERVICE",
                        "http://" + NOWHERE,
                        "KAFKA_BOOTSTRAP_SERVERS",
                        NOWHERE);
        try (var ingest = image("ingest").start(variables, folder.resolve("ingest"))) {
            ingest.awaitHealth(0);
            assertThat(ingest.stop(STOP_LIMIT)).isIn(0, 143);
        }
    }

    @Test
    void an_aggregator_without_kafka_and_upstream_waits_and_is_healthy(@TempDir Path folder)
            throws Exception {
        Path data = folder.resolve("aggregator");
        var variables =
                Map.of(
                        "PORT",
                        port(),
                        "ADMIN_PORT",
                        port(),
                        "API_KEYS",
                        "any",
                        "CLIENT_SERVICE",
                        "http://" + NOWHERE,
                        "METRIC_SERVICE",
                        "http://" + NOWHERE,
                        "KAFKA_BOOTSTRAP_SERVERS",
                        NOWHERE,
                        "DATA_DIR",
                        data.toString());
        try (var aggregator = image("metrics-aggregator").start(variables, data)) {
            aggregator.awaitHealth(0);
            assertThat(aggregator.stop(STOP_LIMIT)).isIn(0, 143);
        }
    }

    @Test
    void an_aggregator_refuses_to_start_without_credentials_and_says_so(@TempDir Path folder)
            throws Exception {
        try (var aggregator =
                image("metrics-aggregator").start(Map.of(), folder.resolve("aggregator"))) {
            assertThat(aggregator.awaitExit(PATIENCE)).isEqualTo(2);
            assertThat(aggregator.told()).contains("API_KEYS", "KAFKA_BOOTSTRAP_SERVERS");
        }
    }

    @Test
    void an_edge_refuses_to_start_without_a_secret_and_says_so(@TempDir Path folder)
            throws Exception {
        try (var edge = image("edge").start(Map.of(), folder.resolve("edge"))) {
            assertThat(edge.awaitExit(PATIENCE)).isEqualTo(2);
            assertThat(edge.told()).contains("AUTH_SECRET");
        }
    }

    @Test
    void an_ingest_refuses_to_start_without_credentials_and_says_so(@TempDir Path folder)
            throws Exception {
        try (var ingest = image("ingest").start(Map.of(), folder.resolve("ingest"))) {
            assertThat(ingest.awaitExit(PATIENCE)).isEqualTo(2);
            assertThat(ingest.told())
                    .contains(
                            "API_KEYS",
                            "ADMIN_SERVICE_TOKEN",
                            "ACCOUNT_IDENTIFIER",
                            "ORG_IDENTIFIER",
                            "KAFKA_BOOTSTRAP_SERVERS");
        }
    }

    @Test
    void a_console_answers_and_says_where_nothing_is(@TempDir Path folder) throws Exception {
        try (var console =
                image("console")
                        .start(
                                Map.of(),
                                folder.resolve("console"),
                                "history",
                                "--bootstrap-servers",
                                kafka.bootstrapServers(),
                                "--env",
                                ENVIRONMENT,
                                "--prefix",
                                kafka.newTopicPrefix())) {
            assertThat(console.awaitExit(PATIENCE)).isEqualTo(3);
            assertThat(console.told()).contains("There is no topic", ENVIRONMENT);
        }
    }

    @Test
    void the_aot_cache_of_each_image_fits_its_entry_point() throws Exception {
        for (Image image : images.values().stream().filter(Image::isTrained).toList()) {
            var line = new ArrayList<>(image.dockerfile().execForm(image.name(), "ENTRYPOINT"));
            int mainClass = line.indexOf("@classpath") + 1;
            line.add(mainClass, "-XX:AOTMode=on"); // ends at once when the cache cannot be used
            line.subList(mainClass + 2, line.size()).clear();
            line.add("--help");
            var result = Commands.run(image.app(), image.environment(), line);
            assertThat(result.exitCode()).as("%s: %s", line, result.output()).isZero();
        }
    }

    private Container startEdge(String port, String bootstrapServers, String prefix, Path folder)
            throws IOException {
        return image("edge")
                .start(
                        Map.of(
                                "PORT", port,
                                "ADMIN_PORT", port(),
                                "AUTH_SECRET", SECRET,
                                "KAFKA_BOOTSTRAP_SERVERS", bootstrapServers,
                                "TOPIC_PREFIX", prefix),
                        folder.resolve("edge"));
    }

    /** In {@code /tmp}, but not in the test's own folder, which may lie there. */
    private static boolean isTemporary(Path file, Path folder) {
        return file.startsWith("/tmp") && !file.startsWith(folder);
    }

    private static String port() {
        return Integer.toString(FreePorts.next());
    }

    private static String flag(String port) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var auth =
                    HttpRequest.newBuilder(uri(port, "/client/auth"))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"apiKey\":\"sample-server-key\"}"))
                            .build();
            String answer = client.send(auth, BodyHandlers.ofString()).body();
            String token = new ObjectMapper().readTree(answer).path("authToken").asText();
            var get =
                    HttpRequest.newBuilder(
                                    uri(
                                            port,
                                            "/client/env/"
                                                    + ENVIRONMENT
                                                    + "/feature-configs/dark_mode"))
                            .header("Authorization", "Bearer " + token)
                            .build();
            return client.send(get, BodyHandlers.ofString()).body();
        }
    }

    private static int status(String port, String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(uri(port, path)).build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    private static URI uri(String port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}

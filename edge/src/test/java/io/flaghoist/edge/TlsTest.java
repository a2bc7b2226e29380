package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.edge.http.TlsSettings;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.testkit.fixture.LogFixture;
import io.flaghoist.testkit.net.TestCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** An edge with a certificate of its own, for 127.0.0.1, and a key of each kind. */
@ParameterizedClass
@ValueSource(strings = {"RSA", "EC", "Ed25519"})
class TlsTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";
    private static final Pattern TOKEN = Pattern.compile("\"authToken\":\"([^\"]+)\"");

    /** By algorithm: to make some takes seconds. */
    private static final Map<String, TestCertificate> MADE = new HashMap<>();

    private final String algorithm;

    @TempDir private Path folder = Path.of(".");
    private HttpClient client = HttpClient.newHttpClient();
    private TestEdge edge;
    private LogFixture log = log(ENV);
    private String token = "";

    TlsTest(String algorithm) {
        this.algorithm = algorithm;
    }

    @BeforeEach
    void start() throws Exception {
        TestCertificate made = MADE.get(algorithm);
        if (made == null) {
            made = TestCertificate.make(algorithm, folder);
            MADE.put(algorithm, made);
        }
        Path certificate = Files.writeString(folder.resolve("edge.crt"), made.certificatePem());
        Path key = Files.writeString(folder.resolve("edge.key"), made.keyPem());
        edge = new TestEdge(new TlsSettings(true, certificate.toString(), key.toString()));
        client = HttpClient.newBuilder().sslContext(made.client()).build();
        log.serverKey("key").flag(flag("f").version(1)).complete();
        edge.follow(log);
        token = authToken();
    }

    @AfterEach
    void stop() {
        edge.close();
        client.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + edge.port() + path))
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private String authToken() throws Exception {
        Matcher found = TOKEN.matcher(post("/client/auth", "{\"apiKey\":\"key\"}").body());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    @Test
    void flags_and_metrics_pass() throws Exception {
        String flags = TestEdge.list(new EnvironmentId(ENV));
        assertThat(send(request(flags)).body()).contains("\"feature\":\"f\"");

        for (int i = 0; i < 4; i++) {
            assertThat(post("/metrics/" + ENV, "{}").statusCode()).isEqualTo(200);
        }
        String large = "{\"metricsData\":[],\"ignored\":\"%s\"}".formatted("x".repeat(100_000));
        assertThat(post("/metrics/" + ENV, large).statusCode()).isEqualTo(200);

        assertThat(send(request(flags)).statusCode()).isEqualTo(200);
    }

    @Test
    void a_change_passes_over_a_stream() throws Exception {
        HttpResponse<InputStream> stream =
                client.send(
                        request("/stream").header("API-Key", "key").build(),
                        BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);

        edge.follow(log.flag(flag("f").version(2)));

        try (var lines =
                new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.lines().filter(line -> line.startsWith("data:")).findFirst())
                    .hasValueSatisfying(data -> assertThat(data).contains("\"identifier\":\"f\""));
        }
    }

    @Test
    void who_speaks_without_tls_learns_nothing() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.getOutputStream()
                    .write(
                            "GET /health HTTP/1.1\r\nHost: edge\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .doesNotContain("HTTP/1.1 200");
        }
    }

    @Test
    void files_that_are_no_key_are_refused_by_the_names_of_the_settings() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.pem"), "not PEM");
        Path certificate = folder.resolve("edge.crt");

        for (Path key : new Path[] {broken, folder.resolve("missing.key")}) {
            assertThat(edge(certificate, key).errors())
                    .singleElement()
                    .asString()
                    .contains("TLS_CERT (server.tls.certificate)", "TLS_KEY (server.tls.key)");
        }
    }

    private static EdgeConfiguration edge(Path certificate, Path key) {
        var configuration =
                new EdgeConfiguration(
                        AuthSettings.of(TestEdge.SECRET),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        false,
                        null,
                        null,
                        null,
                        null);
        configuration.setServerFactory(
                TestEdge.server(new TlsSettings(true, certificate.toString(), key.toString())));
        return configuration;
    }
}

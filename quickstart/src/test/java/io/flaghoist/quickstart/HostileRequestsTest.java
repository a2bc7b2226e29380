package io.flaghoist.quickstart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.aggregator.AggregatorApplication;
import io.flaghoist.broker.FreePorts;
import io.flaghoist.edge.EdgeApplication;
import io.flaghoist.ingest.IngestApplication;
import io.flaghoist.schemas.json.JsonZone;
import io.flaghoist.testkit.process.JavaCommand;
import io.flaghoist.testkit.process.JavaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is in the logs of processes of their own, with the settings that they come with. */
@Tag("C9")
class HostileRequestsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SEED = 9;
    private static final String FORGED =
            "{\"time\":\"2026-11-21T10:00:00.000Z\",\"level\":\"ERROR\",\"message\":\"forged\"}";

    @TempDir private Path folder;

    static Stream<Arguments> services() {
        return Stream.of(
                Arguments.of(EdgeApplication.class, "edge/edge.yml", 10_000),
                Arguments.of(IngestApplication.class, "ingest/ingest.yml", 1_000),
                Arguments.of(
                        AggregatorApplication.class, "metrics-aggregator/aggregator.yml", 1_000));
    }

    private JavaProcess start(Class<?> application, String settings, int port, int adminPort) {
        return JavaProcess.start(
                JavaCommand.of(application, folder.resolve("log"))
                        .withArguments("server", Path.of("..", settings).toString())
                        .withEnvironment("PORT", Integer.toString(port))
                        .withEnvironment("ADMIN_PORT", Integer.toString(adminPort))
                        .withEnvironment("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
                        .withEnvironment("AUTH_SECRET", "a-secret-for-tests-that-is-long-enough")
                        .withEnvironment("API_KEYS", "key-1")
                        .withEnvironment("ADMIN_SERVICE_TOKEN", "token")
                        .withEnvironment("ACCOUNT_IDENTIFIER", "account")
                        .withEnvironment("ORG_IDENTIFIER", "org")
                        .withEnvironment("CLIENT_SERVICE", "http://127.0.0.1:1")
                        .withEnvironment("ADMIN_SERVICE", "http://127.0.0.1:1")
                        .withEnvironment("METRIC_SERVICE", "http://127.0.0.1:1")
                        .withEnvironment("DATA_DIR", folder.resolve("data").toString()));
    }

    private static String hostile(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(20); i >= 0; i--) {
            switch (random.nextInt(6)) {
                case 0 -> text.append('\n').append(FORGED);
                case 1 -> text.append("\r\n").append(FORGED);
                case 2 -> text.append((char) (0x80 + random.nextInt(32)));
                case 3 -> text.append("\u0085\u009b31m").append(FORGED);
                case 4 -> text.append("x".repeat(random.nextInt(3_000)));
                default -> text.append((char) random.nextInt(256));
            }
        }
        return text.toString();
    }

    private static String head(Random random) {
        return switch (random.nextInt(7)) {
            case 0 -> "GET /health HTTP/1.1\r\nHost: " + hostile(random);
            case 1 -> "GET /health HTTP/1.1\r\nHost: x:" + hostile(random);
            case 2 -> "GET /health HTTP/1.1\r\nHost: a\r\nHost: " + hostile(random);
            case 3 -> "GET /health" + hostile(random) + " HTTP/1.1\r\nHost: x";
            case 4 -> hostile(random) + " /health HTTP/1.1\r\nHost: x";
            case 5 -> "POST /client/auth HTTP/1.1\r\nHost: x\r\nExpect: " + hostile(random);
            default -> "GET /ready?" + hostile(random) + " HTTP/1.1\r\nHost: x";
        };
    }

    private static void send(int port, String head) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((head + "\r\nConnection: close\r\n\r\n").getBytes(ISO_8859_1));
            socket.shutdownOutput();
            var _ = socket.getInputStream().readNBytes(1);
        } catch (IOException e) {
            // It was closed while the rest was still coming: as good as an answer.
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void every_line_is_one_object_none_is_forged_and_no_field_is_long(
            Class<?> application, String settings, int requests) throws Exception {
        int port = FreePorts.next();
        int adminPort = FreePorts.next();
        var random = new Random(SEED);
        String log;
        try (JavaProcess service = start(application, settings, port, adminPort)) {
            service.awaitPort("127.0.0.1", port, PATIENCE);
            service.awaitPort("127.0.0.1", adminPort, PATIENCE);
            for (int i = 0; i < requests; i++) {
                send(i % 10 == 0 ? adminPort : port, head(random));
            }
            send(port, "GET /health HTTP/1.1\r\nHost: " + "h".repeat(240_000));
            send(port, "GET /health HTTP/1.1\r\nHost: x:" + "1".repeat(5_000));
            assertThat(service.isAlive()).isTrue();
            service.stop();
            log = service.output();
        }

        List<String> lines = log.lines().dropWhile(line -> !line.startsWith("{")).toList();
        assertThat(lines)
                .isNotEmpty()
                .filteredOn(line -> !line.contains("\"logger\":\"org.apache.kafka"))
                .as("few, however many requests there were")
                .hasSizeLessThan(300);
        assertThat(log).doesNotContain("h".repeat(257)).doesNotContain("x".repeat(257));
        assertThat(log.chars().filter(Character::isISOControl))
                .as("controls but ends of lines")
                .containsOnly((int) '\n');
        for (String line : lines) {
            JsonNode object = JsonZone.UNTRUSTED.read(line);
            assertThat(object.path("message").textValue()).isNotEqualTo("forged");
            assertThat(object.path("logger").isTextual()).as(line).isTrue();
        }
    }
}

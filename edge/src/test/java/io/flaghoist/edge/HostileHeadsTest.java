package io.flaghoist.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.service.logging.BoundedAppender;
import io.flaghoist.service.logging.JsonLayoutFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Heads of requests that Jetty does not like, and what is in the log of them. */
@Tag("C9")
class HostileHeadsTest {
    private static final String FORGED = "\u009b31m{\"level\":\"ERROR\",\"message\":\"forged\"}";

    private static final List<String> HEADS =
            List.of(
                    "Host: " + "h".repeat(240_000),
                    "Host: " + "\u009b".repeat(240_000),
                    "Host: x:99999",
                    "Host: x:port",
                    "Host: x:-1",
                    "Host: [::1",
                    "Host: a\r\nHost: b" + FORGED,
                    "Host: " + FORGED,
                    "Host: x/y?" + FORGED,
                    "Host: x@y:" + FORGED,
                    "Host:",
                    "Nothing: at all",
                    "Host: x\r\nContent-Length: " + FORGED,
                    "Host: x\r\nContent-Length: 1\r\nContent-Length: 2",
                    "Host: x\r\nTransfer-Encoding: " + FORGED,
                    "Host: x\r\n" + FORGED + ": y",
                    "Host: x\r\nExpect: " + FORGED,
                    "Host: x\r\nCookie: " + FORGED,
                    "Host: x\r\nHuge: " + "v".repeat(400_000));

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Lines lines = new Lines();
    private final BoundedAppender bounded = new BoundedAppender();
    private TestEdge edge;

    /** What a process of its own would have written. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final List<String> written = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            var layout =
                    new JsonLayoutFactory()
                            .build(
                                    (LoggerContext) LoggerFactory.getILoggerFactory(),
                                    TimeZone.getTimeZone("UTC"));
            written.add(layout.doLayout(event));
        }
    }

    @BeforeEach
    void start() {
        lines.setContext(context);
        lines.start();
        bounded.setContext(context);
        bounded.addAppender(lines);
        bounded.start();
        root.addAppender(bounded);
        edge = TestEdge.start();
    }

    @AfterEach
    void stop() {
        edge.close();
        root.detachAppender(bounded);
        bounded.stop();
    }

    private static String answer(int port, String head) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(
                            ("GET /health HTTP/1.1\r\n" + head + "\r\nConnection: close\r\n\r\n")
                                    .getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            byte[] answer = socket.getInputStream().readNBytes(12);
            return new String(answer, ISO_8859_1);
        } catch (IOException e) {
            return "reset"; // it was closed while the rest was still coming
        }
    }

    @Test
    void no_head_forges_a_line_or_fills_one_and_repeated_ones_are_told_once() throws Exception {
        for (int round = 0; round < 20; round++) {
            for (String head : HEADS) {
                for (int port : new int[] {edge.port(), edge.running.adminPort()}) {
                    assertThat(answer(port, head)).isNotEmpty();
                }
            }
        }
        assertThat(edge.get("/health").statusCode()).isEqualTo(200);

        assertThat(lines.written).isNotEmpty().hasSizeLessThan(HEADS.size());
        for (String line : lines.written) {
            assertThat(line.length()).isLessThan(8_000);
            assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
            JsonNode object = Json.read(line);
            assertThat(object.path("message").textValue()).hasSizeLessThan(1_000);
            assertThat(object.path("level").textValue()).isNotEqualTo("ERROR");
            assertThat(line).doesNotContain("h".repeat(257)).doesNotContain("\u009b");
        }
    }
}

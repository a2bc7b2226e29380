package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no client library would send: C7, C13 and D14 of threats-and-faults.md. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RawHttpTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";
    private TestEdge edge;

    @BeforeAll
    void start() {
        edge = TestEdge.start();
        edge.follow(log(ENV).serverKey("key").flag(flag("f")).complete());
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    private String answer(String request) throws Exception {
        try (RawStream raw = RawStream.send(edge.port(), request)) {
            return raw.awaitText("\r\n\r\n").awaitText("}").text();
        }
    }

    static Stream<Arguments> nonsense() {
        String auth = "POST /client/auth HTTP/1.1\r\nHost: x\r\n";
        return Stream.of(
                Arguments.of(
                        "both lengths",
                        auth + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of(
                        "two lengths", auth + "Content-Length: 3\r\nContent-Length: 4\r\n\r\n{}  "),
                Arguments.of("odd length", auth + "Content-Length: +3\r\n\r\n{} "),
                Arguments.of(
                        "odd coding",
                        auth + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
                Arguments.of("bare line feed", "GET /health HTTP/1.1\nHost: x\n\n"),
                Arguments.of(
                        "folded header", "GET /health HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n 2\r\n\r\n"),
                Arguments.of(
                        "space before colon", "GET /health HTTP/1.1\r\nHost: x\r\nX-A : 1\r\n\r\n"),
                Arguments.of("no host", "GET /health HTTP/1.1\r\n\r\n"),
                Arguments.of("two hosts", "GET /health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
                Arguments.of(
                        "NUL in header", "GET /health HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n"),
                Arguments.of("dot segments", path("/client/%2e%2e/health")),
                Arguments.of("encoded slash", path("/client%2Fauth")),
                Arguments.of("encoded percent", path("/client/env/%25/feature-configs")),
                Arguments.of("NUL", path("/health%00")),
                Arguments.of("line end", path("/health%0d%0aX: y")),
                Arguments.of("broken escape", path("/health%zz")),
                Arguments.of("broken UTF-8", path("/client/env/%ff%fe/feature-configs")));
    }

    private static String path(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void nonsense_is_400_in_json(String name, String request) throws Exception {
        assertThat(answer(request))
                .as(name)
                .startsWith("HTTP/1.1 400 ")
                .contains("Content-Type: application/json; charset=utf-8\r\n")
                .contains("{\"code\":\"400\",\"message\":\"");
    }

    @Test
    void headers_may_have_288_kibibytes_in_all() throws Exception {
        String start = "GET /health HTTP/1.1\r\nHost: x\r\nHarness-Target: ";

        assertThat(answer(start + "a".repeat(262_143) + "\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        assertThat(answer(start + "a".repeat(288 * 1024) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("{\"code\":\"431\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//health", "/health/", "///api//1.0///health", "/health;x=1", "/health?;"})
    void doubled_slashes_and_parameters_change_nothing(String path) throws Exception {
        assertThat(answer(path(path))).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void a_body_on_a_get_is_ignored() throws Exception {
        assertThat(answer("GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void header_names_keep_their_capitals() throws Exception {
        assertThat(answer(path("/health")))
                .contains("Content-Type: ", "X-Request-Id: ", "Vary: ", "Content-Length: ")
                .doesNotContain("Server:");
    }
}

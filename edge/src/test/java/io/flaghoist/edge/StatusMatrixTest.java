package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.edge.http.Routes;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.testkit.fixture.LogFixture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the status matrix of relay-protocol.md A.0, column Relay. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusMatrixTest {
    private static final String OWN = "8d1f2c34-0000-4000-8000-000000000001";
    private static final String OTHER = "8d1f2c34-0000-4000-8000-000000000002";
    private static final String UNFINISHED = "8d1f2c34-0000-4000-8000-000000000003";
    private static final String ABSENT = "8d1f2c34-0000-4000-8000-000000000004";

    private final LogFixture own =
            log(OWN).serverKey("key").segment(segment("s")).flag(flag("f")).complete();
    private TestEdge edge;
    private String token;

    @BeforeAll
    void start() throws Exception {
        edge = TestEdge.start();
        edge.follow(own);
        edge.follow(log(OTHER).serverKey("other").flag(flag("f")).complete());
        edge.follow(log(UNFINISHED).serverKey("unfinished").flag(flag("f")));
        token = edge.token("key");
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    @BeforeEach
    void know_the_log() {
        edge.follower.settled = true;
        edge.follower.sinceContact = Optional.of(Duration.ZERO);
    }

    /** The routes that want a token, for an environment: all of them, by what they must be. */
    static List<String> tokenRoutes(String environment) {
        var paths = new ArrayList<String>();
        for (String pattern : Routes.patternsWithToken()) {
            String path =
                    pattern.replace(":environment_uuid", environment)
                            .replace(":identifier", "f")
                            .replace(":target", "ann");
            paths.add(path.equals("/stream") ? "/client/env/" + environment + path : path);
        }
        return paths;
    }

    static Stream<String> ownRoutes() {
        return tokenRoutes(OWN).stream();
    }

    /** As the route wants it: all are read but metrics, which are posted. */
    private static HttpRequest.Builder request(TestEdge edge, String path) {
        HttpRequest.Builder request = edge.request(path);
        return path.startsWith("/metrics/")
                ? request.POST(HttpRequest.BodyPublishers.ofString("{}"))
                : request;
    }

    private HttpResponse<String> get(String path, String bearer) throws Exception {
        return edge.send(
                request(edge, path)
                        .header("Authorization", "Bearer " + bearer)
                        .header("API-Key", "key")
                        .timeout(Duration.ofSeconds(10)));
    }

    private static void isError(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValue("application/json; charset=utf-8");
        JsonNode body = Json.read(answer.body());
        assertThat(body.path("code").textValue()).isEqualTo(Integer.toString(status));
        assertThat(body.path("message").textValue()).isNotEmpty();
        assertThat(body.path("error").textValue()).isEqualTo(body.path("message").textValue());
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    }

    private static void isNotNow(HttpResponse<String> answer, int status) throws Exception {
        isError(answer, status);
        assertThat(answer.headers().firstValueAsLong("retry-after").orElseThrow())
                .isCloseTo(15, within(15L));
    }

    @ParameterizedTest
    @MethodSource("ownRoutes")
    void without_a_good_token_every_route_answers_401(String path) throws Exception {
        isError(edge.send(request(edge, path)), 401);
        isError(edge.send(request(edge, path).header("Authorization", "Basic a2V5")), 401);
        isError(get(path, "nonsense"), 401);
        isError(get(path, token + "x"), 401);
    }

    @ParameterizedTest
    @MethodSource("ownRoutes")
    void another_environments_token_gets_403_everywhere(String path) throws Exception {
        isError(get(path, edge.token("other")), 403);
        for (String absent : tokenRoutes(ABSENT)) {
            isError(get(absent, token), 403);
        }
    }

    @ParameterizedTest
    @MethodSource("ownRoutes")
    void a_token_whose_key_is_gone_gets_401_once_the_log_is_known(String path) throws Exception {
        try (var away = TestEdge.start()) {
            away.follow(own);
            String orphan = away.token("key");
            away.follow(
                    log(OWN).serverKey("key")
                            .segment(segment("s"))
                            .flag(flag("f"))
                            .complete()
                            .revoked("key"));

            HttpRequest.Builder ask =
                    request(away, path).header("Authorization", "Bearer " + orphan);
            isError(away.send(ask), 401);
            away.follower.settled = false;
            away.follower.sinceContact = Optional.empty();
            isError(away.send(ask), 401); // its removal was applied here
        }
    }

    @ParameterizedTest
    @MethodSource("ownRoutes")
    void a_token_whose_key_never_was_here_gets_401_once_the_log_is_known(String path)
            throws Exception {
        try (var away = TestEdge.start()) {
            away.follow(log(OWN).serverKey("another").flag(flag("f")).complete());
            HttpRequest.Builder ask =
                    request(away, path).header("Authorization", "Bearer " + token);

            isError(away.send(ask), 401);
            away.follower.settled = false;
            isNotNow(away.send(ask), 500);
        }
    }

    @ParameterizedTest
    @MethodSource("ownRoutes")
    void a_retired_environments_tokens_and_keys_get_401_at_once(String path) throws Exception {
        try (var away = TestEdge.start()) {
            LogFixture log = log(OWN).serverKey("key").flag(flag("f")).complete();
            away.follow(log);
            String bearer = away.token("key");
            away.follow(
                    log.revoked("key").flagRemoved("f").removed(new DocumentKey.OfEnvironment()));
            away.follower.settled = false; // nothing more is known, and nothing more is needed

            isError(
                    away.send(request(away, path).header("Authorization", "Bearer " + bearer)),
                    401);
            isError(away.auth("key"), 401);
        }
    }

    @Test
    void an_environment_that_is_not_complete_answers_500_never_an_empty_list() throws Exception {
        isNotNow(edge.auth("unfinished"), 500);
    }

    @Test
    void an_environment_that_lost_its_record_answers_500_and_503_on_the_stream() throws Exception {
        try (var away = TestEdge.start()) {
            LogFixture log = log(OWN).serverKey("key").flag(flag("f")).complete();
            away.follow(log);
            String bearer = away.token("key");
            away.follow(log.removed(new DocumentKey.OfEnvironment()));

            for (String path : tokenRoutes(OWN)) {
                isNotNow(
                        away.send(request(away, path).header("Authorization", "Bearer " + bearer)),
                        path.endsWith("/stream") ? 503 : 500);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/feature-configs/absent, 404",
        "/target-segments/absent, 404",
        "/target-segments/absent?rules=v2, 404",
        "/feature-configs/a%5Cb, 400",
        "/feature-configs/a%23b, 400"
    })
    void what_is_not_there_is_404_and_what_cannot_be_is_400(String path, int status)
            throws Exception {
        isError(get("/client/env/" + OWN + path, token), status);
    }

    @Test
    void an_identifier_may_be_as_long_as_256_characters() throws Exception {
        String base = "/client/env/" + OWN + "/feature-configs/";

        isError(get(base + "a".repeat(256), token), 404);
        isError(get(base + "a".repeat(257), token), 400);
        isError(get("/client/env/" + "e".repeat(65) + "/feature-configs", token), 400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                  | 400 | bad request: request body cannot be empty",
                "{}                                  | 400 | bad request: apiKey cannot be empty",
                "{\"apiKey\":\"\"}                   | 400 | bad request: apiKey cannot be empty",
                "null                                | 400 | bad request: apiKey cannot be empty",
                "[]                                  | 400 | bad request: body is not the JSON object that auth takes",
                "{\"apiKey\":{}}                     | 400 | bad request: body is not the JSON object that auth takes",
                "{\"apiKey\":\"key\",\"apiKey\":\"key\"} | 400 | bad request: body is not the JSON object that auth takes",
                "{\"apiKey\":\"key\"} {}             | 400 | bad request: body is not the JSON object that auth takes",
                "{\"apiKey\":\"unknown\"}            | 401 | unauthorised",
                "{\"apiKey\":\"key\",\"target\":{\"identifier\":\"a b\"}} | 400 | bad request: target identifier is invalid: U+0020 is none of A-Z a-z 0-9 . @ _ -",
                "{\"apiKey\":\"key\",\"target\":{\"identifier\":\"user+tag@example.org\"}} | 400 | bad request: target identifier is invalid: '+' (U+002B) is none of A-Z a-z 0-9 . @ _ -",
                "{\"apiKey\":\"key\",\"target\":{\"identifier\":\"a\",\"name\":\"<b>\"}} | 400 | bad request: target name is invalid: '<' (U+003C) is none of letters, digits, space . @ _ -"
            })
    void a_bad_auth_request_is_told_why(String body, int status, String message) throws Exception {
        HttpResponse<String> answer = edge.post("/client/auth", body);

        isError(answer, status);
        assertThat(Json.read(answer.body()).path("message").asText()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"apiKey\":\"key\"}",
                "{\"apiKey\":\"key\",\"target\":{\"identifier\":\"\"}}",
                "{\"apiKey\":\"key\",\"target\":null,\"unknown\":[1]}",
                "{\"apiKey\":\"key\",\"target\":{\"identifier\":\"a.b@c-d_e\",\"name\":\"Ünï 1\",\"anonymous\":true,\"attributes\":{\"age\":33,\"l\":[1]}}}"
            })
    void auth_takes_what_sdks_send(String body) throws Exception {
        assertThat(edge.post("/api/1.0/client/auth", body).statusCode()).isEqualTo(200);
    }

    @Test
    void an_auth_body_may_have_256_kibibytes_and_not_one_more() throws Exception {
        String filler = "{\"apiKey\":\"key\",\"x\":\"%s\"}";
        int room = 256 * 1024 - filler.length() + 2;

        assertThat(edge.post("/client/auth", filler.formatted("x".repeat(room))).statusCode())
                .isEqualTo(200);
        isError(edge.post("/client/auth", filler.formatted("x".repeat(room + 1))), 413);
        isError(
                edge.send(
                        edge.request("/client/auth")
                                .POST(
                                        HttpRequest.BodyPublishers.ofInputStream(() ->
                                                new ByteArrayInputStream(
                                                        new byte[256 * 1024 + 1])))),
                413);
    }

    @Test
    void a_compressed_auth_body_is_bounded_by_what_it_becomes() throws Exception {
        isError(zipped(gzip(new byte[50 << 20])), 413);
        isError(zipped(new byte[] {1, 2, 3}), 400);
        assertThat(zipped(gzip("{\"apiKey\":\"key\"}".getBytes(UTF_8))).statusCode())
                .isEqualTo(200);
        isError(
                edge.send(
                        edge.request("/client/auth")
                                .header("Content-Encoding", "br")
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))),
                415);
    }

    private HttpResponse<String> zipped(byte[] body) throws Exception {
        return edge.send(
                edge.request("/client/auth")
                        .header("Content-Encoding", "gzip")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private static byte[] gzip(byte[] plain) throws Exception {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "/client/auth, GET, 'POST, OPTIONS'",
        "/client/auth, DELETE, 'POST, OPTIONS'",
        "/stream, POST, 'GET, HEAD, OPTIONS'",
        "/health, POST, 'GET, HEAD, OPTIONS'",
        "/metrics, PUT, 'GET, HEAD, POST, OPTIONS'",
        "/metrics/x, GET, 'POST, OPTIONS'",
        "/api/1.0/metrics/x, DELETE, 'POST, OPTIONS'",
        "/client/env/x/feature-configs, PUT, 'GET, HEAD, OPTIONS'",
        "/client/env/x/target-segments/y, PATCH, 'GET, HEAD, OPTIONS'"
    })
    void a_known_path_with_another_method_is_405(String path, String method, String allow)
            throws Exception {
        HttpResponse<String> answer =
                edge.send(
                        edge.request(path)
                                .method(method, HttpRequest.BodyPublishers.ofString("x")));

        isError(answer, 405);
        assertThat(answer.headers().firstValue("allow")).hasValue(allow);
    }

    @ParameterizedTest
    @CsvSource({
        "/, GET",
        "/nope, GET",
        "/client, GET",
        "/client/env/x, GET",
        "/tasks/gc, POST",
        "/metrics/8d1f2c34-0000-4000-8000-000000000001/more, POST",
        "/threads, GET",
        "/client/env/x/target/t/evaluation, GET",
        "/a/b/c/d/e/f/g/h/i/j/k, GET"
    })
    void an_unknown_path_is_404_with_its_body_read(String path, String method) throws Exception {
        HttpResponse<String> answer =
                edge.send(
                        edge.request(path)
                                .header("Origin", "https://app.example.org")
                                .method(
                                        method,
                                        HttpRequest.BodyPublishers.ofByteArray(
                                                new byte[method.equals("POST") ? 1 << 20 : 0])));

        isError(answer, 404);
        assertThat(answer.headers().firstValue("access-control-allow-origin")).hasValue("*");
    }

    @Test
    void a_stream_wants_the_key_of_its_token() throws Exception {
        HttpRequest.Builder request =
                edge.request("/stream").header("Authorization", "Bearer " + token);

        isError(edge.send(request), 401);
        isError(edge.send(request.copy().header("API-Key", "unknown")), 401);
        isError(edge.send(request.copy().header("API-Key", "other")), 403);
        isError(edge.send(edge.request("/stream").header("API-Key", "key")), 401);
    }

    @ParameterizedTest
    @MethodSource("ownRoutes")
    void a_browser_may_ask_before_it_asks(String path) throws Exception {
        for (String any : List.of(path, "/client/auth", "/metrics/" + OWN, "/unknown")) {
            HttpResponse<String> preflight =
                    edge.send(
                            edge.request(any)
                                    .header("Origin", "https://app.example.org")
                                    .header("Access-Control-Request-Headers", "x-own,authorization")
                                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));

            assertThat(preflight.statusCode()).isEqualTo(204);
            assertThat(preflight.headers().firstValue("access-control-allow-origin")).hasValue("*");
            assertThat(preflight.headers().firstValue("access-control-allow-methods"))
                    .hasValue("GET,OPTIONS,POST");
            assertThat(preflight.headers().firstValue("access-control-max-age")).hasValue("86400");
            assertThat(
                            preflight
                                    .headers()
                                    .firstValue("access-control-allow-headers")
                                    .orElseThrow()
                                    .toLowerCase(Locale.ROOT))
                    .contains(
                            "authorization", "api-key", "harness-target", "cache-control", "x-own");
        }
    }

    @Test
    void errors_too_are_readable_for_browsers_and_ids_come_back() throws Exception {
        HttpResponse<String> refused =
                edge.send(
                        edge.request("/client/env/" + OWN + "/feature-configs")
                                .header("Origin", "https://app.example.org")
                                .header("X-Request-ID", "4711-abc"));
        HttpResponse<String> odd =
                edge.send(edge.request("/health").header("X-Request-ID", "a b;c"));

        assertThat(refused.headers().firstValue("access-control-allow-origin")).hasValue("*");
        assertThat(refused.headers().firstValue("x-request-id")).hasValue("4711-abc");
        assertThat(edge.get("/health").headers().firstValue("access-control-allow-origin"))
                .isEmpty();
        assertThat(odd.headers().firstValue("x-request-id").orElseThrow()).hasSize(36);
    }
}

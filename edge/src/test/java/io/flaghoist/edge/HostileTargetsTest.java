package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.schemas.json.Json;
import io.flaghoist.testkit.fixture.LogFixture;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is sent as a target, the answer is a documented one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileTargetsTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";
    private static final String LIST = "/client/env/" + ENV + "/target/ann/evaluations";
    private static final String CONTROL = "\\u0000";
    private static final int LONGEST_HEADER = 262_143;

    /** Everybody but ann gets false: what is not read as a target is as if it was not sent. */
    private final LogFixture log =
            log(ENV).clientKey("key")
                    .segment(segment("ann").including("ann"))
                    .flag(flag("f").on().serving("false").rule("ann", "true"))
                    .complete();

    private TestEdge edge;
    private String token;

    @BeforeAll
    void start() throws Exception {
        edge = TestEdge.start();
        edge.follow(log);
        token = edge.token("key");
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    static Stream<String> headersThatAreNoTarget() {
        var headers = new ArrayList<String>();
        headers.addAll(
                List.of("%", "a b", "eyJ", "=", "====", "AAA=A", "{\"identifier\":\"x\"}", "_-_-"));
        headers.add("A".repeat(LONGEST_HEADER));
        headers.add(base64("{\"identifier\":\"x\",\"attributes\":{}}").substring(3));
        String wide = "\"a\":1,".repeat(201).replaceAll("\"a\"", "\"a\"");
        for (String json :
                List.of(
                        "",
                        " ",
                        "null",
                        "true",
                        "1",
                        "\"x\"",
                        "[]",
                        "[{\"identifier\":\"x\"}]",
                        "{",
                        "{}",
                        "{\"identifier\":\"x\"",
                        "{\"identifier\":\"x\"}}",
                        "{\"identifier\":\"x\"} {}",
                        "{'identifier':'x'}",
                        "{identifier:\"x\"}",
                        "{\"identifier\":\"x\",}",
                        "{\"identifier\":\"x\",\"identifier\":\"y\"}",
                        "{\"identifier\":\"x\",\"attributes\":{\"a\":1,\"a\":2}}",
                        "{\"identifier\":null}",
                        "{\"identifier\":\"\"}",
                        "{\"identifier\":1}",
                        "{\"identifier\":true}",
                        "{\"identifier\":[]}",
                        "{\"identifier\":{}}",
                        "{\"Identifier\":\"x\"}",
                        "{\"identifier\":\"x\",\"name\":1}",
                        "{\"identifier\":\"x\",\"name\":{}}",
                        "{\"identifier\":\"x\",\"name\":[\"x\"]}",
                        "{\"identifier\":\"x\",\"attributes\":[]}",
                        "{\"identifier\":\"x\",\"attributes\":1}",
                        "{\"identifier\":\"x\",\"attributes\":\"a=b\"}",
                        "{\"identifier\":\"x\",\"attributes\":false}",
                        "{\"identifier\":\"x\",\"attributes\":{\"a\":NaN}}",
                        "{\"identifier\":\"x\",\"attributes\":{\"a\":01}}",
                        "{\"identifier\":\"x\",\"attributes\":{\"a\":" + "1".repeat(65) + "}}",
                        "{\"identifier\":\"x\",\"attributes\":{\"" + "k".repeat(513) + "\":1}}",
                        "{\"identifier\":\"x\",\"attributes\":"
                                + "[".repeat(70)
                                + "]".repeat(70)
                                + "}",
                        "{\"identifier\":\"x\",\"attributes\":{\"a\":"
                                + "{\"a\":".repeat(64)
                                + "1"
                                + "}".repeat(64)
                                + "}}",
                        "{\"identifier\":\"" + "x".repeat(513) + "\"}",
                        "{\"identifier\":\"x\",\"name\":\"" + "x".repeat(513) + "\"}",
                        "{\"identifier\":\"a" + CONTROL + "b\"}",
                        "{\"identifier\":\"a\\nb\"}",
                        "{\"identifier\":\"a\\u0007\"}",
                        "{\"identifier\":\"a\\u009fb\"}",
                        "{\"identifier\":\"a\nb\"}",
                        "[".repeat(10_000),
                        "{\"a\":".repeat(10_000),
                        wide)) {
            headers.add(base64(json));
        }
        headers.add(Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, (byte) 0xfe, 0}));
        headers.add(
                Base64.getEncoder()
                        .encodeToString("{\"identifier\":\"\u00e4\"}".getBytes(ISO_8859_1)));
        return headers.stream();
    }

    /** Odd, but targets: none of them is ann. */
    static Stream<String> headersThatAreTargets() {
        return Stream.of(
                        "{\"identifier\":\"x\"}",
                        "\ufeff{\"identifier\":\"x\"}".substring(1),
                        " {\"identifier\" : \"x\" } ",
                        "{\"identifier\":\"x\",\"name\":null,\"attributes\":null,\"anonymous\":null}",
                        "{\"identifier\":\"x\",\"anonymous\":\"perhaps\"}",
                        "{\"identifier\":\"x\",\"unknown\":{\"a\":[1]}}",
                        "{\"identifier\":\"../../etc/passwd\"}",
                        "{\"identifier\":\"' or 1=1 --\"}",
                        "{\"identifier\":\"<script>alert(1)</script>\"}",
                        "{\"identifier\":\"%00%0a\"}",
                        "{\"identifier\":\"\\ud83d\\ude00\"}",
                        "{\"identifier\":\"\\ud83d\"}",
                        "{\"identifier\":\"\\u202egnirts\"}",
                        "{\"identifier\":\"" + "x".repeat(512) + "\"}",
                        "{\"identifier\":\"Ann\"}",
                        "{\"identifier\":\"ann \"}",
                        "{\"identifier\":\"${jndi:ldap://127.0.0.1/a}\"}",
                        "{\"identifier\":\"x\",\"attributes\":{\"identifier\":\"ann\",\"name\":\"ann\"}}",
                        "{\"identifier\":\"x\",\"attributes\":{\"a\":1e400,\"b\":-1e400,\"c\":1e-400}}",
                        "{\"identifier\":\"x\",\"attributes\":{\"a\":null,\"b\":[null,{}],\"c\":{\"d\":[]}}}",
                        "{\"identifier\":\"x\",\"attributes\":{\"\":\"\",\"__proto__\":{\"a\":1}}}",
                        "{\"identifier\":\"x\",\"attributes\":{" + numbered(200) + "}}",
                        "{\"identifier\":\"x\",\"attributes\":{\"a\":\""
                                + "v".repeat(8192)
                                + "\"}}",
                        "{\"identifier\":\"x\",\"attributes\":{\"a\":"
                                + "[".repeat(60)
                                + "]".repeat(60)
                                + "}}",
                        "{\"identifier\":\"x\",\"attributes\":{\"a\":\"\\u0000\\u0001\\r\\n\"}}")
                .map(HostileTargetsTest::base64);
    }

    private static String numbered(int attributes) {
        var fields = new ArrayList<String>();
        for (int i = 0; i < attributes; i++) {
            fields.add("\"a" + i + "\":" + i);
        }
        return String.join(",", fields);
    }

    private static String base64(String json) {
        return Base64.getEncoder().encodeToString(json.getBytes(UTF_8));
    }

    private String evaluated(String header) throws Exception {
        HttpResponse<String> answer =
                edge.send(
                        edge.request(LIST)
                                .header("Authorization", "Bearer " + token)
                                .header("Harness-Target", header));
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    @ParameterizedTest
    @MethodSource("headersThatAreNoTarget")
    void a_header_that_is_no_target_is_as_if_it_was_not_sent(String header) throws Exception {
        assertThat(evaluated(header)).contains("\"value\":\"true\"");
    }

    @ParameterizedTest
    @MethodSource("headersThatAreTargets")
    void an_odd_target_is_a_target(String header) throws Exception {
        assertThat(evaluated(header)).contains("\"value\":\"false\"");
    }

    @Test
    void ignored_headers_are_counted_by_reason() throws Exception {
        assertThat(evaluated("%")).contains("true");
        assertThat(evaluated(base64("nothing"))).contains("true");

        await().untilAsserted(() ->
                assertThat(edge.get("/metrics").body())
                        .contains(
                                "flaghoist_edge_target_headers_ignored_total{reason=\"not_base64\"}",
                                "flaghoist_edge_target_headers_ignored_total{reason=\"not_json\"}"));
    }

    @Test
    void the_longest_header_of_the_browser_sdk_is_read_and_a_longer_one_is_not() throws Exception {
        int most = LONGEST_HEADER / 4 * 3;
        String start = "{\"identifier\":\"x\",\"attributes\":{\"a0\":\"\"";
        var json = new StringBuilder(start);
        for (int i = 1; json.length() < most - 2; i++) {
            int room = Math.min(8000, most - 2 - json.length() - (",\"a" + i + "\":\"\"").length());
            if (room < 0) {
                break;
            }
            json.append(",\"a").append(i).append("\":\"").append("v".repeat(room)).append('"');
        }
        json.append("}}");
        String longest = base64(json.toString());

        assertThat(longest).hasSizeBetween(LONGEST_HEADER - 100, LONGEST_HEADER);
        assertThat(evaluated(longest)).contains("\"value\":\"false\"");
        assertThat(evaluated("A".repeat(LONGEST_HEADER + 1))).contains("\"value\":\"true\"");
    }

    /**
     * A hundred targets with a few bytes of their JSON, or characters of their base64, replaced.
     */
    static Stream<String> damagedHeaders() {
        var random = new Random(20_261_121);
        return Stream.generate(
                        () -> {
                            byte[] json =
                                    "{\"identifier\":\"x\",\"name\":\"X\",\"attributes\":{\"a\":[1,{\"b\":null}],\"c\":\"d\"}}"
                                            .getBytes(UTF_8);
                            if (random.nextBoolean()) {
                                for (int i = random.nextInt(4); i >= 0; i--) {
                                    json[random.nextInt(json.length)] = (byte) random.nextInt(256);
                                }
                                return Base64.getEncoder().encodeToString(json);
                            }
                            var base64 =
                                    new StringBuilder(Base64.getEncoder().encodeToString(json));
                            for (int i = random.nextInt(4); i >= 0; i--) {
                                base64.setCharAt(
                                        random.nextInt(base64.length()),
                                        (char) (' ' + 1 + random.nextInt(94)));
                            }
                            return base64.toString();
                        })
                .limit(100);
    }

    @ParameterizedTest
    @MethodSource("damagedHeaders")
    void a_damaged_header_is_a_target_or_none_and_never_an_error(String header) throws Exception {
        assertThat(Json.read(evaluated(header)).findValuesAsText("flag")).containsExactly("f");
    }

    static Stream<String> identifiersInPaths() {
        return Stream.of(
                "a%00b",
                "a%01b", "%0d%0a", "a%7Fb", "%C2%85", "x".repeat(513), "%ff", "%c0%80", "%");
    }

    @ParameterizedTest
    @MethodSource("identifiersInPaths")
    void a_path_that_names_nobody_is_400(String identifier) throws Exception {
        String path = "/client/env/" + ENV + "/target/" + identifier + "/evaluations";
        try (RawStream raw = RawStream.send(edge.port(), RawStream.request(path, token, "key"))) {
            raw.awaitText("\r\n\r\n");
            assertThat(raw.text()).startsWith("HTTP/1.1 400 ");
        }
    }

    static Stream<String> identifiersOddButGood() {
        return Stream.of(
                "a%20b",
                "a'b",
                "a%22b",
                "%F0%9F%98%80",
                "x".repeat(512),
                "a+b",
                "a&b=c",
                "$%7Bx%7D",
                "~",
                "@",
                ".hidden");
    }

    @ParameterizedTest
    @MethodSource("identifiersOddButGood")
    void a_path_that_names_somebody_odd_is_evaluated(String identifier) throws Exception {
        String path = "/client/env/" + ENV + "/target/" + identifier + "/evaluations";
        try (RawStream raw = RawStream.send(edge.port(), RawStream.request(path, token, "key"))) {
            raw.awaitText("\"value\":\"false\"");
            assertThat(raw.text()).startsWith("HTTP/1.1 200 ");
        }
    }

    static Stream<String> targetsThatAuthRefuses() {
        return Stream.of(
                "1",
                "\"x\"",
                "[]",
                "{\"identifier\":{}}",
                "{\"identifier\":[\"x\"]}",
                "{\"identifier\":\"a b\"}",
                "{\"identifier\":\"a/b\"}",
                "{\"identifier\":\"\\u0000\"}",
                "{\"identifier\":\"a\\n\"}",
                "{\"identifier\":\"ä\"}",
                "{\"identifier\":\"<x>\"}",
                "{\"identifier\":\"" + "x".repeat(513) + "\"}",
                "{\"identifier\":\"x\",\"name\":\"<b>\"}",
                "{\"identifier\":\"x\",\"name\":\"a\\u0000\"}",
                "{\"identifier\":\"x\",\"name\":\"" + "x".repeat(513) + "\"}",
                "{\"identifier\":\"x\",\"name\":{}}",
                "{\"identifier\":\"x\",\"anonymous\":{}}",
                "{\"identifier\":\"x\",\"anonymous\":\"perhaps\"}",
                "{\"identifier\":\"x\",\"attributes\":[]}",
                "{\"identifier\":\"x\",\"attributes\":\"a\"}",
                "{\"identifier\":\"x\",\"attributes\":1}",
                "{\"identifier\":\"x\",\"identifier\":\"y\"}",
                "{\"identifier\":\"x\",\"attributes\":{\"a\":1,\"a\":2}}",
                "{\"identifier\":\"x\",\"attributes\":{\"a\":"
                        + "[".repeat(70)
                        + "]".repeat(70)
                        + "}}",
                "{\"identifier\":\"x\",\"attributes\":{\"a\":" + "9".repeat(65) + "}}",
                "{\"identifier\":\"x\",\"attributes\":{\"" + "k".repeat(513) + "\":1}}");
    }

    @ParameterizedTest
    @MethodSource("targetsThatAuthRefuses")
    void auth_refuses_it_with_400_and_does_not_repeat_it(String target) throws Exception {
        HttpResponse<String> answer =
                edge.post("/client/auth", "{\"apiKey\":\"key\",\"target\":" + target + "}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"code\":\"400\"").doesNotContain(target);
    }

    static Stream<String> targetsThatAuthTakes() {
        return Stream.of(
                "null",
                "{}",
                "{\"identifier\":\"\"}",
                "{\"identifier\":null,\"name\":null,\"anonymous\":null,\"attributes\":null}",
                "{\"identifier\":\"x\",\"unknown\":{\"a\":[{}]}}",
                "{\"identifier\":\"x\",\"attributes\":{\"a\":null,\"b\":[1,[2]],\"c\":{\"d\":1.5},\"e\":1e300,\"f\":1e400}}",
                "{\"identifier\":\"x\",\"attributes\":{\"\":\"\",\"a\\u0000\":\"\\u0000\\ud800\"}}",
                "{\"identifier\":\"x\",\"attributes\":{" + numbered(3000) + "}}",
                "{\"identifier\":\"x\",\"attributes\":{\"a\":\"" + "v".repeat(65_537) + "\"}}",
                "{\"identifier\":\"x\",\"attributes\":{\"a\":\"" + "\\u20ac".repeat(8192) + "\"}}",
                "{\"identifier\":\""
                        + "x".repeat(512)
                        + "\",\"name\":\""
                        + "Ä".repeat(512)
                        + "\"}");
    }

    @ParameterizedTest
    @MethodSource("targetsThatAuthTakes")
    void auth_takes_it_and_its_token_evaluates(String target) throws Exception {
        String issued = edge.token("key", target);

        HttpResponse<String> answer = edge.get(LIST.replace("ann", "x"), issued);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"value\":\"false\"");
    }
}

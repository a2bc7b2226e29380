package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.evaluation.JsonValues;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.testkit.fixture.LogFixture;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvaluationRoutesTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";
    private static final String BASE = "/client/env/" + ENV + "/target/";
    private static final String GOLD =
            "{\"identifier\":\"ann\",\"attributes\":{\"plan\":\"gold\"}}";

    private final LogFixture log =
            log(ENV).clientKey("key")
                    .segment(segment("gold").rule("plan", "equal", "gold"))
                    .segment(segment("named").rule("name", "equal", "ann"))
                    .flag(flag("dark_mode").on().serving("false").rule("gold", "true"))
                    .flag(flag("named").on().serving("false").rule("named", "true"))
                    .flag(
                            flag("banner")
                                    .on()
                                    .kind("json")
                                    .variation("a", "{\"text\":\"grüß <dich>\"}")
                                    .variation("b", "{}")
                                    .serving("a"))
                    .flag(flag("broken").on().serving("nowhere"))
                    .complete();
    private TestEdge edge;
    private String bare;

    @BeforeAll
    void start() throws Exception {
        edge = TestEdge.start();
        edge.follow(log);
        bare = edge.token("key");
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    private HttpResponse<String> get(String path, String token, String target) throws Exception {
        return edge.send(
                edge.request(BASE + path)
                        .header("Authorization", "Bearer " + token)
                        .header("Harness-Target", base64(target)));
    }

    private static String base64(String json) {
        return Base64.getEncoder().encodeToString(json.getBytes(UTF_8));
    }

    private static String value(HttpResponse<String> list, String flag) throws Exception {
        for (JsonNode evaluation : Json.read(list.body())) {
            if (evaluation.path("flag").textValue().equals(flag)) {
                return evaluation.path("value").textValue();
            }
        }
        throw new AssertionError("no " + flag + " in " + list.body());
    }

    @Test
    void all_flags_are_listed_by_name_with_json_encoded_twice_and_broken_ones_left_out()
            throws Exception {
        HttpResponse<String> list = edge.get(BASE + "ann/evaluations?cluster=1", bare);

        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.headers().firstValue("content-type"))
                .hasValue("application/json; charset=utf-8");
        assertThat(list.headers().firstValue("flaghoist-revision")).hasValue("8");
        assertThat(list.headers().firstValue("cache-control")).hasValue("private, no-cache");
        assertThat(list.headers().allValues("vary"))
                .containsExactlyInAnyOrder("Origin, Accept-Encoding", "Harness-Target");
        assertThat(Json.read(list.body()).findValuesAsText("flag"))
                .containsExactly("banner", "dark_mode", "named");
        assertThat(Json.read(list.body()).get(1))
                .isEqualTo(
                        Json.read(
                                "{\"flag\":\"dark_mode\",\"identifier\":\"false\",\"kind\":\"boolean\",\"value\":\"false\"}"));
        assertThat(Json.read(Json.read(value(list, "banner")).textValue()))
                .isEqualTo(Json.read("{\"text\":\"grüß <dich>\"}"));
        assertThat(list.body()).isASCII();
    }

    @Test
    void a_broken_flag_is_counted_and_named_in_health_until_it_is_mended() throws Exception {
        assertThat(edge.get(BASE + "ann/evaluations/broken", bare).statusCode()).isEqualTo(500);

        await().untilAsserted(() -> {
            JsonNode failing = Json.read(edge.get("/health").body()).path("failingFlags");
            assertThat(failing.findValuesAsText("flag")).containsExactly("broken");
            assertThat(failing.get(0).path("environment").textValue()).isEqualTo(ENV);
            assertThat(failing.get(0).path("reason").textValue()).contains("variation");
            assertThat(edge.get("/metrics").body())
                    .contains(
                            "flaghoist_edge_evaluations_failed_total{reason=\"unknown_variation\"}");
        });
    }

    @Test
    void the_target_is_that_of_the_header_then_that_of_the_token_then_a_bare_one()
            throws Exception {
        String token = edge.token("key", GOLD);
        String silver = "{\"identifier\":\"bob\",\"attributes\":{\"plan\":\"silver\"}}";

        assertThat(value(edge.get(BASE + "ann/evaluations", bare), "dark_mode")).isEqualTo("false");
        assertThat(value(edge.get(BASE + "ann/evaluations", token), "dark_mode")).isEqualTo("true");
        assertThat(value(edge.get(BASE + "bob/evaluations", token), "dark_mode"))
                .isEqualTo("false");
        assertThat(value(get("ann/evaluations", token, silver), "dark_mode")).isEqualTo("false");
        assertThat(value(get("bob/evaluations", bare, GOLD), "dark_mode")).isEqualTo("true");
    }

    @Test
    void who_authenticates_without_a_name_is_called_by_the_identifier() throws Exception {
        assertThat(value(edge.get(BASE + "ann/evaluations", bare), "named")).isEqualTo("false");
        assertThat(value(edge.get(BASE + "ann/evaluations", edge.token("key", GOLD)), "named"))
                .isEqualTo("true");
    }

    @Test
    void a_token_is_good_for_its_target_at_an_edge_that_never_saw_it() throws Exception {
        String token = edge.token("key", GOLD);
        try (TestEdge other = TestEdge.start()) {
            other.follow(log);

            HttpResponse<String> there = other.get(BASE + "ann/evaluations", token);

            assertThat(value(there, "dark_mode")).isEqualTo("true");
            HttpResponse<String> here = edge.get(BASE + "ann/evaluations", token);
            assertThat(there.body()).isEqualTo(here.body());
            assertThat(there.headers().firstValue("etag"))
                    .isEqualTo(here.headers().firstValue("etag"));
        }
    }

    @Test
    void an_unchanged_poll_is_304_for_the_same_target_however_it_is_told() throws Exception {
        String token = edge.token("key", GOLD);
        String etag =
                edge.get(BASE + "ann/evaluations", token)
                        .headers()
                        .firstValue("etag")
                        .orElseThrow();

        HttpResponse<String> again =
                edge.send(
                        edge.request(BASE + "ann/evaluations")
                                .header("Authorization", "Bearer " + bare)
                                .header(
                                        "Harness-Target",
                                        base64(
                                                "{\"attributes\":{\"plan\":\"gold\"},\"name\":\"ann\",\"identifier\":\"ann\"}"))
                                .header("If-None-Match", etag));
        HttpResponse<String> other =
                edge.send(
                        edge.request(BASE + "bob/evaluations")
                                .header("Authorization", "Bearer " + bare)
                                .header("If-None-Match", etag));

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("etag")).hasValue(etag);
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @Test
    void a_change_is_in_the_next_answer_with_another_tag() throws Exception {
        LogFixture changing =
                log(ENV).clientKey("key").flag(flag("dark_mode").on().serving("false")).complete();
        try (TestEdge own = TestEdge.start()) {
            own.follow(changing);
            String token = own.token("key");
            HttpResponse<String> before = own.get(BASE + "ann/evaluations", token);

            own.follow(changing.flag(flag("dark_mode").on().serving("true").version(2)));

            HttpResponse<String> after = own.get(BASE + "ann/evaluations", token);
            assertThat(value(before, "dark_mode")).isEqualTo("false");
            assertThat(value(after, "dark_mode")).isEqualTo("true");
            assertThat(after.headers().firstValue("etag"))
                    .isNotEqualTo(before.headers().firstValue("etag"));
        }
    }

    @Test
    void values_of_json_flags_can_be_verbatim() throws Exception {
        try (TestEdge verbatim =
                new TestEdge(
                        AuthSettings.of(TestEdge.SECRET),
                        StreamSettings.defaults(),
                        JsonValues.VERBATIM)) {
            verbatim.follow(log);

            HttpResponse<String> one =
                    verbatim.get(BASE + "ann/evaluations/banner", verbatim.token("key"));

            assertThat(Json.read(one.body()).path("value").textValue())
                    .isEqualTo("{\"text\":\"grüß <dich>\"}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ann/evaluations/dark_mode, 200",
        "ann/evaluations/nope, 404",
        "ann/evaluations/broken, 500",
        "ann/evaluations/a%0Ab, 400",
        "a%20b/evaluations, 200",
        "team/a/evaluations, 200",
        "team/a/evaluations/dark_mode, 200",
        "evaluations/evaluations, 200",
        "gr%C3%B6%C3%9Fe/evaluations, 200",
        "a%01b/evaluations, 400",
        "evaluations, 404",
        "ann, 404",
        "ann/evaluations/dark_mode/more, 404"
    })
    void paths_get_the_documented_answer(String path, int status) throws Exception {
        assertThat(edge.get(BASE + path, bare).statusCode()).isEqualTo(status);
        assertThat(edge.get("/api/1.0" + BASE + path, bare).statusCode()).isEqualTo(status);
    }

    @Test
    void a_token_has_at_most_3_kibibytes_of_claims_and_only_characters_that_android_can_decode()
            throws Exception {
        var attributes = new StringBuilder();
        var random = new Random(7);
        for (int i = 0; i < 120; i++) {
            attributes.append(i == 0 ? "" : ",").append("\"a").append(i).append("\":\"");
            random.ints(40, 'a', 'z').forEach(c -> attributes.append((char) c));
            attributes.append('"');
        }
        String large = "{\"identifier\":\"ann\",\"attributes\":{" + attributes + "}}";
        String fitting =
                "{\"identifier\":\"ann\",\"attributes\":{\"bio\":\"" + "ÿ>?~".repeat(400) + "\"}}";

        String without = edge.token("key", large);
        String with = edge.token("key", fitting);

        assertThat(payload(without)).doesNotContain("\"target\"");
        assertThat(payload(with)).contains("\"target\"").isASCII().hasSizeLessThanOrEqualTo(3072);
        assertThat(with.split("\\.", 3)[1]).doesNotContain("-", "_");
        assertThat(edge.get(BASE + "ann/evaluations", without).statusCode()).isEqualTo(200);
    }

    private static String payload(String token) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.", 3)[1]), UTF_8);
    }
}

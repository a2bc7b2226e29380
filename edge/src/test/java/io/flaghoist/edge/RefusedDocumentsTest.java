package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.ClauseFixture.clause;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.evaluation.EvaluationTarget;
import io.flaghoist.evaluation.Evaluator;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.shape.Refusals;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.LogFixture;
import io.flaghoist.testkit.fixture.SegmentFixture;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is refused fails closed, and what is limited is named (ADR 14). */
class RefusedDocumentsTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000014";
    private static final String BASE = "/client/env/" + ENV + "/target/ann/evaluations";
    private static final String REASON = "flag: is larger than 8388608 bytes";

    private final TestEdge edge = TestEdge.start();

    @AfterEach
    void stop() {
        edge.close();
    }

    private static LogFixture refused() {
        return log(ENV).clientKey("key")
                .flag(new FlagFixture(Refusals.flag("huge", "boolean", REASON)))
                .segment(new SegmentFixture(Refusals.segment("crowd", "segment: is larger")))
                .flag(flag("plain").on())
                .flag(flag("dependent").on().requiring("huge", "true", "false"))
                .flag(
                        flag("further")
                                .on()
                                .requiring("dependent", "true")
                                .requiring("plain", "true"))
                .flag(flag("odd_name").on().requiring("no/such", "true"))
                .flag(flag("grouped").on().serving("false").rule("crowd", "true"))
                .complete();
    }

    @Test
    void whoever_requires_a_refused_flag_is_off_and_the_flag_itself_has_no_evaluation()
            throws Exception {
        edge.follow(refused());
        String token = edge.token("key");

        JsonNode all = Json.read(edge.get(BASE, token).body());

        assertThat(all.findValuesAsText("flag"))
                .containsExactly("dependent", "further", "grouped", "odd_name", "plain");
        assertThat(all.findValuesAsText("value"))
                .containsExactly("false", "false", "false", "false", "true");
        assertThat(edge.get(BASE + "/huge", token).statusCode()).isEqualTo(500);
    }

    @Test
    void server_sdks_get_a_flag_that_no_prerequisite_accepts() throws Exception {
        edge.follow(refused());
        String token = edge.token("key");
        String list = "/client/env/" + ENV + "/feature-configs";

        JsonNode huge = Json.read(edge.get(list + "/huge", token).body());
        JsonNode closed = Json.read(edge.get(list + "/odd_name", token).body());

        assertThat(huge.path("state").asText()).isEqualTo("off");
        assertThat(huge.path("kind").asText()).isEqualTo("string");
        assertThat(huge.path("offVariation")).isEqualTo(huge.at("/variations/0/identifier"));
        assertThat(closed.path("prerequisites").toString())
                .isEqualTo(
                        "[{\"feature\":\"odd_name\",\"variations\":[],\"flaghoistRefused\":\"no/such\"}]");
    }

    @Test
    void health_names_what_is_refused_before_anybody_asks_until_it_is_mended() throws Exception {
        edge.follow(refused());

        JsonNode failing = Json.read(edge.get("/health").body()).path("failingFlags");
        assertThat(failing.findValuesAsText("flag")).containsExactly("huge", "segment/crowd");
        assertThat(failing.get(0).path("reason").asText())
                .isEqualTo("refused, what requires it is off: " + REASON);

        edge.follow(refused().flag(flag("huge").on()).segmentRemoved("crowd"));
        assertThat(Json.read(edge.get("/health").body()).path("failingFlags")).isEmpty();
        assertThat(
                        Json.read(edge.get(BASE + "/dependent", edge.token("key")).body())
                                .path("value")
                                .asText())
                .isEqualTo("true");
    }

    @Test
    void the_explanation_says_why() {
        Evaluator evaluator = Evaluator.of(refused().image());
        EvaluationTarget ann = EvaluationTarget.bare("ann");

        assertThat(explained(evaluator, "huge", ann))
                .contains("{\"step\":\"refused\",\"reason\":\"" + REASON);
        assertThat(explained(evaluator, "dependent", ann))
                .contains("\"feature\":\"huge\"", "\"answer\":\"REFUSED\",\"refusal\":\"" + REASON);
        assertThat(explained(evaluator, "odd_name", ann))
                .contains(
                        "\"feature\":\"no/such\"",
                        "\"answer\":\"REFUSED\",\"refusal\":\"its identifier has");
        assertThat(explained(evaluator, "grouped", ann))
                .contains(
                        "\"group\":\"crowd\",\"answer\":\"REFUSED\",\"refusal\":\"segment: is larger\"");
        assertThat(evaluator.prerequisiteCycles()).isEmpty();
    }

    private static String explained(Evaluator evaluator, String flag, EvaluationTarget target) {
        return new String(evaluator.explain(flag, target).json(), UTF_8);
    }

    @Test
    void a_pattern_beyond_the_limit_is_named_and_counted_and_an_allow_list_is_not()
            throws Exception {
        String allowList =
                IntStream.range(0, 5000)
                        .mapToObj(i -> "user-" + i + "@example\\.org")
                        .collect(Collectors.joining("|"));
        edge.follow(
                log(ENV).clientKey("key")
                        .flag(
                                flag("allowed")
                                        .on()
                                        .serving("false")
                                        .servingIf("true", clause("email", "match", allowList)))
                        .flag(
                                flag("hostile")
                                        .on()
                                        .serving("false")
                                        .servingIf(
                                                "true",
                                                clause("email", "match", "((a{50}){50}){50}")))
                        .complete());
        String token =
                edge.token(
                        "key",
                        "{\"identifier\":\"ann\",\"attributes\":{\"email\":\"user-4321@example.org\"}}");

        JsonNode all = Json.read(edge.get(BASE, token).body());

        assertThat(all.findValuesAsText("value")).containsExactly("true", "false");
        JsonNode limited = Json.read(edge.get("/health").body()).path("limitedPatterns");
        assertThat(limited.findValuesAsText("document")).containsExactly("flag/hostile");
        assertThat(edge.get("/metrics").body())
                .contains("flaghoist_edge_patterns_beyond_limit_total 1.0");
    }

    @Test
    void targets_lose_only_what_does_not_fit_and_it_is_counted() throws Exception {
        edge.follow(
                log(ENV).clientKey("key")
                        .flag(
                                flag("gold")
                                        .on()
                                        .serving("false")
                                        .servingIf("true", clause("plan", "equal", "gold")))
                        .complete());
        String target =
                "{\"identifier\":\"ann\",\"name\":\"Ann\",\"attributes\":{\"plan\":\"gold\",\"long\":\"%s\",\"\":\"x\"}}"
                        .formatted("x".repeat(65_537));
        String token = edge.token("key", target);
        assertThat(edge.get(BASE + "/gold", token).body()).contains("\"value\":\"true\"");
        String header = Base64.getEncoder().encodeToString(target.getBytes(UTF_8));
        assertThat(
                        edge.send(
                                        edge.request(BASE + "/gold")
                                                .header(
                                                        "Authorization",
                                                        "Bearer " + edge.token("key"))
                                                .header("Harness-Target", header))
                                .body())
                .contains("\"value\":\"true\"");
        assertThat(
                        edge.post(
                                        "/client/auth",
                                        "{\"apiKey\":\"key\",\"target\":{\"identifier\":\"auth0|5f7\"}}")
                                .body())
                .contains(
                        "target identifier is invalid: '|' (U+007C) is none of A-Z a-z 0-9 . @ _ -");
        assertThat(edge.get("/metrics").body())
                .contains(
                        "flaghoist_edge_target_attributes_dropped_total{reason=\"too_long\"} 2.0",
                        "flaghoist_edge_targets_refused_total{field=\"identifier\"} 1.0");
    }
}

package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.LogFixture.log;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.LogFixture;
import io.flaghoist.testkit.fixture.SegmentFixture;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * Evaluation cases by the way that a browser goes: brought into shape as ingest does, then asked
 * for by HTTP, all flags and one.
 */
class EvaluationCasesTest {
    /** Of the official server SDKs, where they are present beside the project. */
    private static final Path SHARED = Path.of("../../shared/testdata/evaluation");

    private static final Path OWN = Path.of("../evaluation/src/test/resources/cases");

    /** By HTTP there is always a target; a case may have none. */
    private enum WithoutTarget {
        /** Asked for somebody whom no case knows. */
        SOMEBODY,
        LEFT_OUT
    }

    @Test
    void flags_of_the_shared_cases_have_the_expected_values() throws Exception {
        assumeTrue(
                Files.isDirectory(SHARED),
                "no shared evaluation cases at " + SHARED.toAbsolutePath().normalize());
        assertThat(check(SHARED, WithoutTarget.SOMEBODY)).isEqualTo(60);
    }

    @Test
    void flags_of_our_own_cases_have_the_expected_values_or_the_answer_for_errors()
            throws Exception {
        assertThat(check(OWN, WithoutTarget.LEFT_OUT)).isGreaterThan(200);
    }

    /** Returns how many cases there are. */
    private static int check(Path cases, WithoutTarget without) throws Exception {
        int asserted = 0;
        try (TestEdge edge = TestEdge.start()) {
            for (Path file : files(cases)) {
                asserted += check(edge, Json.read(Files.readAllBytes(file)), without);
            }
        }
        return asserted;
    }

    private static List<Path> files(Path cases) throws IOException {
        try (Stream<Path> files = Files.walk(cases)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
    }

    private static int check(TestEdge edge, JsonNode cases, WithoutTarget without)
            throws Exception {
        String environment = UUID.randomUUID().toString();
        LogFixture log = log(environment).clientKey(environment);
        cases.path("segments")
                .forEach(segment -> log.segment(new SegmentFixture((ObjectNode) segment)));
        cases.path("flags").forEach(flag -> log.flag(new FlagFixture((ObjectNode) flag)));
        edge.follow(log.complete());
        String token = edge.token(environment);
        int asserted = 0;
        for (JsonNode test : cases.path("tests")) {
            JsonNode target = target(cases, test);
            boolean isAsked = test.has("target") || without == WithoutTarget.SOMEBODY;
            if (!isAsked || target.path("identifier").asText().isEmpty()) {
                continue; // no path leads to an empty identifier
            }
            String path =
                    "/client/env/%s/target/%s/evaluations"
                            .formatted(environment, target.path("identifier").textValue());
            assertGives(edge, path, token, target, test);
            asserted++;
        }
        return asserted;
    }

    private static void assertGives(
            TestEdge edge, String path, String token, JsonNode target, JsonNode test)
            throws Exception {
        String flag = test.path("flag").textValue();
        JsonNode expected = test.path("expected");
        HttpResponse<String> one = get(edge, path + "/" + flag, token, target);
        JsonNode all = Json.read(get(edge, path, token, target).body());
        if (expected.isObject()) {
            int status = expected.path("error").asText().equals("UNKNOWN_FLAG") ? 404 : 500;
            assertThat(one.statusCode()).as("%s: %s", test, one.body()).isEqualTo(status);
            assertThat(all.findValuesAsText("flag")).doesNotContain(flag);
        } else {
            JsonNode evaluation = Json.read(one.body());
            assertThat(isExpected(evaluation, expected)).as("%s is %s", test, evaluation).isTrue();
            assertThat(all).contains(evaluation);
        }
    }

    private static JsonNode target(JsonNode cases, JsonNode test) {
        return StreamSupport.stream(cases.path("targets").spliterator(), false)
                .filter(target -> target.path("identifier").equals(test.path("target")))
                .findFirst()
                .orElseGet(() -> Json.object().put("identifier", "somebody"));
    }

    private static HttpResponse<String> get(
            TestEdge edge, String path, String token, JsonNode target) throws Exception {
        String header = Base64.getEncoder().encodeToString(target.toString().getBytes(UTF_8));
        return edge.send(
                edge.request(path.replace(" ", "%20"))
                        .header("Authorization", "Bearer " + token)
                        .header("Harness-Target", header));
    }

    private static boolean isExpected(JsonNode evaluation, JsonNode expected) throws Exception {
        String value = evaluation.path("value").asText();
        return switch (evaluation.path("kind").asText()) {
            case "boolean" -> Boolean.parseBoolean(value) == expected.booleanValue();
            case "int" -> Double.parseDouble(value) == expected.doubleValue();
            case "string" -> value.equals(expected.textValue());
            case "json" ->
                    Json.read(Json.read(value).textValue()).equals(Json.read(expected.textValue()));
            default -> false;
        };
    }
}

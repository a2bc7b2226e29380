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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * The cases of the official server SDKs, where they are present beside the project, by the way that
 * a browser goes: brought into shape as ingest does, then asked for by HTTP, all flags and one.
 */
class SharedCasesTest {
    private static final Path CASES = Path.of("../../shared/testdata/evaluation");

    @Test
    void flags_have_the_expected_values_by_http() throws Exception {
        assumeTrue(
                Files.isDirectory(CASES),
                "no shared evaluation cases at " + CASES.toAbsolutePath().normalize());
        int asserted = 0;
        try (TestEdge edge = TestEdge.start()) {
            for (Path file : files()) {
                asserted += check(edge, file, Json.read(Files.readAllBytes(file)));
            }
        }
        assertThat(asserted).isEqualTo(60);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(CASES)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
    }

    private static int check(TestEdge edge, Path file, JsonNode cases) throws Exception {
        String environment = "case-" + Integer.toHexString(file.toString().hashCode());
        LogFixture log = log(environment).clientKey(environment);
        cases.path("segments")
                .forEach(segment -> log.segment(new SegmentFixture((ObjectNode) segment)));
        cases.path("flags").forEach(flag -> log.flag(new FlagFixture((ObjectNode) flag)));
        edge.follow(log.complete());
        String token = edge.token(environment);
        int asserted = 0;
        for (JsonNode test : cases.path("tests")) {
            JsonNode target = target(cases, test);
            String path =
                    "/client/env/%s/target/%s/evaluations"
                            .formatted(environment, target.path("identifier").textValue());
            JsonNode one = get(edge, path + "/" + test.path("flag").textValue(), token, target);
            assertThat(isExpected(one, test.path("expected")))
                    .as("%s: %s is %s", file.getFileName(), test, one)
                    .isTrue();
            assertThat(get(edge, path, token, target)).contains(one);
            asserted++;
        }
        return asserted;
    }

    /** By HTTP there is always a target: for cases without one, somebody whom no case knows. */
    private static JsonNode target(JsonNode cases, JsonNode test) {
        return StreamSupport.stream(cases.path("targets").spliterator(), false)
                .filter(target -> target.path("identifier").equals(test.path("target")))
                .findFirst()
                .orElseGet(() -> Json.object().put("identifier", "somebody"));
    }

    private static JsonNode get(TestEdge edge, String path, String token, JsonNode target)
            throws Exception {
        String header = Base64.getEncoder().encodeToString(target.toString().getBytes(UTF_8));
        return Json.read(
                edge.send(
                                edge.request(path.replace(" ", "%20"))
                                        .header("Authorization", "Bearer " + token)
                                        .header("Harness-Target", header))
                        .body());
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

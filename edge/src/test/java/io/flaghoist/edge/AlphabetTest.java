package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.shape.CanonicalShape;
import io.flaghoist.schemas.shape.Identifiers;
import io.flaghoist.schemas.shape.Shaped;
import io.flaghoist.testkit.fixture.LogFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What may be written may be listed, read, evaluated, and named in a record key: one alphabet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlphabetTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000009";

    /** Every character of Latin-1, some of each plane and script, and what surrounds surrogates. */
    private static final List<String> IDENTIFIERS =
            IntStream.concat(
                            IntStream.range(0, 0x180),
                            IntStream.of(
                                    0x300, 0x3bc, 0x5d0, 0x200b, 0x2028, 0x202e, 0x4e2d, 0xd7ff,
                                    0xd800, 0xdfff, 0xe000, 0xfeff, 0xfffd, 0xffff, 0x1f600,
                                    0x10ffff))
                    .mapToObj(AlphabetTest::around)
                    .flatMap(List::stream)
                    .toList();

    private final TestEdge edge = TestEdge.start();
    private final List<String> valid = new ArrayList<>();
    private String token;

    private static List<String> around(int c) {
        String text = new String(new int[] {c}, 0, 1);
        return List.of("a" + text + "b", text);
    }

    @BeforeAll
    void start() throws Exception {
        LogFixture log = log(ENV).clientKey("key");
        for (String identifier : IDENTIFIERS) {
            if (Identifiers.isValid(identifier)) {
                valid.add(identifier);
                log.flag(flag(identifier)).segment(segment(identifier));
            }
        }
        edge.follow(log.complete());
        token = edge.token("key");
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    @Test
    void whoever_is_listed_is_read_alone_and_evaluated() throws Exception {
        assertThat(valid).hasSizeGreaterThan(500).contains("a;b", "+", "a b", "~", "ä", "\u202e");
        assertThat(listed("feature-configs", "feature")).containsAll(valid);
        assertThat(listed("target-segments", "identifier")).containsAll(valid);
        for (String identifier : valid) {
            String path = encoded(identifier);
            assertIs(get("feature-configs/" + path), "feature", identifier);
            assertIs(get("target-segments/" + path), "identifier", identifier);
            assertIs(get("target/ann/evaluations/" + path), "flag", identifier);
        }
    }

    @Test
    void a_semicolon_is_a_character_like_any_other_encoded_or_not() throws Exception {
        assertIs(get("feature-configs/a;b"), "feature", "a;b");
        assertIs(get("target-segments/a;b?rules=v2"), "identifier", "a;b");
        assertIs(get("target/ann;x=1/evaluations/a;b"), "flag", "a;b");
        assertIs(get("target/%C3%A4;x/evaluations/a;b"), "flag", "a;b");
        assertThat(get("feature-configs;v=1")).isEqualTo(get("feature-configs"));
        assertThat(get("target/ann;x/evaluations;v=1")).isEqualTo(get("target/ann;x/evaluations"));
    }

    @Test
    void what_may_not_be_written_has_no_key_and_is_no_flag_to_read() throws Exception {
        List<String> invalid = new ArrayList<>(IDENTIFIERS);
        invalid.removeAll(valid);
        invalid.addAll(List.of(".", "..", "", "x".repeat(257)));
        assertThat(invalid).contains("/", "a%b", "a#b", "?", "\\", "\u0000", "a\u007fb", "\u0085");
        for (String identifier : invalid) {
            assertThat(DocumentKey.of(Domain.FLAG, identifier)).isEmpty();
            assertThat(DocumentKey.parse("segment/" + identifier)).isEmpty();
            assertThat(CanonicalShape.flag(Json.object().put("feature", identifier)))
                    .isInstanceOf(Shaped.Refused.class);
            assertThat(edge.get(path("feature-configs/" + encoded(identifier)), token).statusCode())
                    .as("%s", encoded(identifier))
                    .isIn(200, 400, 404)
                    .matches(status -> status != 200 || isNoName(identifier));
        }
    }

    /** Paths that end before the identifier: they are the list's. */
    private static boolean isNoName(String identifier) {
        return identifier.isEmpty() || identifier.equals(".") || identifier.equals("/");
    }

    private List<String> listed(String list, String field) throws Exception {
        return get(list).findValuesAsText(field);
    }

    private JsonNode get(String path) throws Exception {
        var answer = edge.get(path(path), token);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return Json.read(answer.body());
    }

    private static String path(String rest) {
        return "/client/env/" + ENV + "/" + rest;
    }

    private static void assertIs(JsonNode answer, String field, String identifier) {
        assertThat(answer.path(field).asText()).isEqualTo(identifier);
    }

    private static String encoded(String text) {
        var encoded = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            boolean isPlain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '.';
            encoded.append(isPlain ? String.valueOf((char) b) : "%%%02X".formatted(b));
        }
        return encoded.toString();
    }
}

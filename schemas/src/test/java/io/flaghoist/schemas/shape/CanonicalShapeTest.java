package io.flaghoist.schemas.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.Json;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** sdk-clients.md, section 6, line by line. */
class CanonicalShapeTest {
    private static final String MINIMAL_FLAG =
            """
            {"feature":"f","state":"on","kind":"boolean","variations":[{"identifier":"t","value":"true"}],
             "offVariation":"t","defaultServe":{"variation":"t"}}\
            """;

    @Test
    void a_minimal_flag_gets_everything_that_some_sdk_must_find() {
        assertThat(flag(MINIMAL_FLAG))
                .isEqualTo(
                        "{\"project\":\"\",\"environment\":\"\",\"feature\":\"f\",\"state\":\"on\",\"kind\":\"boolean\","
                                + "\"variations\":[{\"identifier\":\"t\",\"value\":\"true\"}],\"offVariation\":\"t\","
                                + "\"defaultServe\":{\"variation\":\"t\"},\"rules\":[],\"prerequisites\":[],"
                                + "\"variationToTargetMap\":[],\"version\":0}");
    }

    @Test
    void a_minimal_segment_gets_everything_that_some_sdk_must_find() {
        assertThat(segment("{\"identifier\":\"s\",\"included\":[{\"identifier\":\"ann\"}]}"))
                .isEqualTo(
                        "{\"identifier\":\"s\",\"name\":\"s\",\"environment\":\"\",\"tags\":[],\"included\":[{\"identifier\":"
                                + "\"ann\",\"name\":\"ann\",\"account\":\"\",\"org\":\"\",\"environment\":\"\",\"project\":\"\"}],"
                                + "\"excluded\":[],\"rules\":[],\"servingRules\":[],\"version\":0}");
    }

    @Test
    void null_is_left_out_or_becomes_an_empty_array() {
        String withNulls =
                """
                {"feature":"f","state":"on","kind":"boolean","variations":[{"identifier":"t","value":"true","name":null},null],
                 "offVariation":"t","defaultServe":{"variation":"t","distribution":null},"rules":null,"prerequisites":null,
                 "variationToTargetMap":[{"variation":"t","targets":null,"targetSegments":null}],"version":null}\
                """;
        String shaped = flag(withNulls);
        assertThat(shaped).doesNotContain("null");
        assertThat(shaped)
                .contains("\"variationToTargetMap\":[{\"variation\":\"t\",\"targets\":[]}]");
    }

    @Test
    void a_clause_always_has_attribute_values_and_negate() {
        String shaped =
                segment(
                        "{\"identifier\":\"s\",\"rules\":[{\"op\":\"segmentMatch\",\"values\":[\"x\"]}]}");
        assertThat(shaped)
                .contains(
                        "{\"attribute\":\"\",\"op\":\"segmentMatch\",\"values\":[\"x\"],\"negate\":false}");
    }

    @Test
    void numbers_and_booleans_become_the_text_that_sdks_read() {
        String shaped =
                flag(
                        MINIMAL_FLAG.replace(
                                "{\"identifier\":\"t\",\"value\":\"true\"}",
                                "{\"identifier\":\"t\",\"value\":true},{\"identifier\":\"n\",\"value\":5}"));
        assertThat(shaped).contains("\"value\":\"true\"").contains("\"value\":\"5\"");
    }

    @Test
    void unknown_fields_are_kept_behind_the_known_ones_in_alphabetical_order() {
        String shaped =
                flag(
                        MINIMAL_FLAG.replace(
                                "\"feature\"",
                                "\"zebra\":{\"b\":1,\"a\":[{\"d\":1,\"c\":2}]},\"ant\":null,\"feature\""));
        assertThat(shaped)
                .endsWith(
                        "\"version\":0,\"ant\":null,\"zebra\":{\"a\":[{\"c\":2,\"d\":1}],\"b\":1}}");
    }

    @Test
    void the_order_of_fields_upstream_makes_no_difference() {
        String other =
                """
                {"defaultServe":{"variation":"t"},"offVariation":"t","variations":[{"value":"true","identifier":"t"}],
                 "kind":"boolean","state":"on","feature":"f"}\
                """;
        assertThat(flag(other)).isEqualTo(flag(MINIMAL_FLAG));
    }

    @Test
    void what_is_in_shape_stays_as_it_is() throws JsonProcessingException {
        String once = flag(MINIMAL_FLAG);
        assertThat(flag(once)).isEqualTo(once);
    }

    @Test
    void what_the_reference_evaluator_can_do_without_no_sdk_has_to_miss() {
        String bare =
                """
                {"feature":"f","kind":"boolean","variations":null,
                 "rules":[{"clauses":[{"attribute":"a"}]}],
                 "prerequisites":[{}],"variationToTargetMap":[{"variation":"t","targets":[{}]}]}\
                """;
        assertThat(flag(bare))
                .contains(
                        "\"state\":\"off\"",
                        "\"variations\":[]",
                        "\"offVariation\":\"\"",
                        "\"defaultServe\":{}",
                        "\"op\":\"\"",
                        "\"serve\":{}",
                        "\"prerequisites\":[{\"feature\":\"\",\"variations\":[]}]",
                        "\"targets\":[{\"identifier\":\"\",\"name\":\"\"}]");
        assertThat(flag(flag(bare))).isEqualTo(flag(bare));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"weird\"", "\"On\"", "\"on \"", "true", "null", "{}"})
    void a_state_that_is_not_on_is_off(String state) {
        assertThat(flag(MINIMAL_FLAG.replace("\"state\":\"on\"", "\"state\":" + state)))
                .isEqualTo(flag(MINIMAL_FLAG.replace("\"on\"", "\"off\"")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"feature\":\"f\",   |                      | flag.feature: is missing",
                "\"feature\":\"f\"    | \"feature\":null   | flag.feature: is missing",
                "\"feature\":\"f\"    | \"feature\":\"\"  | flag.feature: is empty",
                "\"feature\":\"f\"    | \"feature\":[]     | flag.feature: is not text",
                "\"feature\":\"f\"    | \"feature\":\"a/b\"  | flag.feature: has a control character, half of a surrogate pair"
                        + " or one of / \\ ? # %",
                "\"feature\":\"f\"    | \"feature\":\"..\"  | flag.feature: is a dot or two, which paths cannot name",
            })
    void what_no_mending_makes_readable_is_refused_with_the_place_and_the_reason(
            String part, String instead, String reason) throws JsonProcessingException {
        String broken = MINIMAL_FLAG.replace(part, instead == null ? "" : instead);
        assertThat(CanonicalShape.flag(Json.read(broken)))
                .isInstanceOfSatisfying(
                        Shaped.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    @Test
    void a_document_over_the_limit_is_refused_and_one_at_the_limit_is_not() {
        // one string alone may not be as long as a document may
        var tree = Json.object();
        try {
            tree.setAll((com.fasterxml.jackson.databind.node.ObjectNode) Json.read(MINIMAL_FLAG));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
        for (int i = 0; i < 8; i++) {
            tree.put("d" + i, "x".repeat(1_000_000));
        }
        tree.put("e", "");
        int rest = CanonicalShape.MAX_BYTES - flag(tree.toString()).length();
        tree.put("e", "x".repeat(rest));
        assertThat(CanonicalShape.flag(tree))
                .isInstanceOfSatisfying(
                        Shaped.Accepted.class,
                        accepted ->
                                assertThat(accepted.body().size())
                                        .isEqualTo(CanonicalShape.MAX_BYTES));
        tree.put("e", "x".repeat(rest + 1));
        assertThat(CanonicalShape.flag(tree)).isInstanceOf(Shaped.Refused.class);
    }

    @Test
    void something_that_is_no_object_is_refused_and_not_an_error() throws JsonProcessingException {
        assertThat(CanonicalShape.flag(Json.read("[1]"))).isInstanceOf(Shaped.Refused.class);
        assertThat(CanonicalShape.segment(Json.read("null"))).isInstanceOf(Shaped.Refused.class);
    }

    private static String flag(String json) {
        return accepted(json, CanonicalShape::flag);
    }

    private static String segment(String json) {
        return accepted(json, CanonicalShape::segment);
    }

    private static String accepted(String json, Function<JsonNode, Shaped> shape) {
        try {
            return switch (shape.apply(Json.read(json))) {
                case Shaped.Accepted accepted -> accepted.body().toString();
                case Shaped.Refused refused -> throw new AssertionError(refused.reason());
            };
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}

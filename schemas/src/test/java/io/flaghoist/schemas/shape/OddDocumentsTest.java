package io.flaghoist.schemas.shape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.json.UpstreamJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Odd parts of documents: each becomes what the reference evaluator takes it for. */
class OddDocumentsTest {
    private static final String FLAG =
            """
            {"feature":"f","state":"on","kind":"boolean","variations":[{"identifier":"t","value":"true"},{"identifier":"n","value":"false"}],
             "offVariation":"n","defaultServe":{"variation":"t"}%s}\
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                // field of a flag | what it becomes | what is told
                "\"variationToTargetMap\":[{\"variation\":\"\",\"targets\":[{\"identifier\":\"a\"}]}] |"
                        + " \"variationToTargetMap\":[{\"variation\":\"\",\"targets\":[{\"identifier\":\"a\",\"name\":\"a\"}]}] | -",
                "\"variationToTargetMap\":[{\"targets\":[null,{\"identifier\":\"a\"}]}] |"
                        + " \"variationToTargetMap\":[{\"variation\":\"\",\"targets\":[{\"identifier\":\"a\",\"name\":\"a\"}]}] |"
                        + " flag.variationToTargetMap[0].targets[0]: is null: left out",
                "\"rules\":[{\"clauses\":[null]}] | \"clauses\":[{\"attribute\":\"\",\"op\":\"\",\"values\":[],\"negate\":false}] |"
                        + " flag.rules[0].clauses[0]: is null: empty",
                "\"rules\":[null,7] | \"rules\":[] | flag.rules[0]: is null: left out",
                "\"rules\":{} | \"rules\":[] | flag.rules: is not an array: as if absent",
                "\"rules\":[{\"clauses\":[{\"op\":\"in\",\"values\":[null,{\"b\":1}]}]}] | \"values\":[\"\",\"{\\\"b\\\":1}\"] |"
                        + " flag.rules[0].clauses[0].values[0]: is null: empty",
                "\"rules\":[{\"priority\":3000000000,\"serve\":{}},{\"priority\":-1},{\"priority\":3000000000}] | \"priority\":2 | -",
                "\"rules\":[{\"serve\":\"t\"}] | \"serve\":{} |"
                        + " flag.rules[0].serve: is not an object: as if it had nothing in it",
                "\"prerequisites\":[null] | \"prerequisites\":[{\"feature\":\"\",\"variations\":[]}] |"
                        + " flag.prerequisites[0]: is null: empty",
                "\"prerequisites\":[{\"feature\":\"p/q\",\"variations\":[\"t\"],\"a\":1}] |"
                        + " \"prerequisites\":[{\"feature\":\"f\",\"variations\":[],\"flaghoistRefused\":\"p/q\",\"a\":1}] | -",
                "\"version\":1.5 | \"version\":1 | flag.version: is not a whole number: its whole part counts",
                "\"version\":1e30 | \"version\":0 | flag.version: does not fit into 64 bits: as if absent",
                "\"version\":\"12\" | \"version\":12 | -",
                "\"project\":[] | \"project\":\"\" | flag.project: is not text: as if absent",
                "\"x\":\"a\\ud800b\" | \"x\":\"a\ufffdb\" | -",
            })
    void an_odd_part_of_a_flag_becomes_what_it_is_to_the_reference_evaluator(
            String field, String expected, String told) {
        Shaped.Accepted shaped = flag(FLAG.formatted("," + field));

        assertThat(shaped.body().toString()).contains(expected);
        if (told == null) {
            assertThat(shaped.mended()).isEmpty();
        } else {
            assertThat(shaped.mended()).contains(told);
        }
        assertThat(CanonicalShape.flag(shaped.body().tree()))
                .isInstanceOfSatisfying(
                        Shaped.Accepted.class,
                        again -> assertThat(again.body()).isEqualTo(shaped.body()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "50,50 | 50,50",
                "1000,-20,5 | 1000,-20,5",
                "3000000000,5 | 100,0",
                "-3000000000,3000000040,1 | 0,40,1",
                "2000000000,2000000000 | 100,0",
                "1e30,-1e30,7 | 100,-100,6",
                "33.9,66.1 | 33,66",
                "\"25\",true | 25,0",
                "null,{} | 0,0",
            })
    void weights_keep_their_meaning_in_the_range_that_every_sdk_can_hold(
            String weights, String expected) throws JsonProcessingException {
        var flag = (ObjectNode) Json.read(FLAG.formatted(""));
        var shares =
                flag.putObject("defaultServe").putObject("distribution").putArray("variations");
        for (JsonNode weight : Json.read("[" + weights + "]")) {
            shares.addObject().put("variation", "t").set("weight", weight);
        }
        JsonNode shaped =
                flag(flag.toString()).body().tree().at("/defaultServe/distribution/variations");
        assertThat(shaped.findValuesAsText("weight")).containsExactly(expected.split(","));
    }

    @Test
    void shares_that_are_null_or_without_variation_or_weight_choose_nothing() {
        String shaped =
                flag(FLAG.formatted(
                                ",\"rules\":[{\"serve\":{\"distribution\":{\"variations\":[null,{\"weight\":5},{\"variation\":\"t\"}]}}}]"))
                        .body()
                        .toString();
        assertThat(shaped)
                .contains(
                        "\"variations\":[{\"variation\":\"\",\"weight\":0},{\"variation\":\"\",\"weight\":5},{\"variation\":\"t\",\"weight\":0}]");
    }

    @Test
    void variations_without_identifier_or_value_are_there_with_empty_texts() {
        JsonNode variations =
                flag("""
                {"feature":"f","kind":"json","variations":[{"value":"x"},null,{"identifier":["a"]},
                 {"identifier":"v"},{"identifier":"w","value":{"b":1,"a":[1.0]}}]}\
                """)
                        .body()
                        .tree()
                        .path("variations");
        assertThat(variations.findValuesAsText("identifier")).containsExactly("", "", "", "v", "w");
        assertThat(variations.findValuesAsText("value"))
                .containsExactly("x", "", "", "", "{\"a\":[1.0],\"b\":1}");
    }

    @ParameterizedTest
    @CsvSource({
        "\"boolean\",boolean",
        "\"Boolean\",boolean",
        "\"number\",int",
        "\"float\",int",
        "\"flot\",string",
        "null,string",
        "{},string",
        "7,string"
    })
    void a_kind_that_no_sdk_knows_is_the_nearest_that_all_know(String kind, String expected) {
        assertThat(
                        flag(FLAG.formatted("").replace("\"boolean\"", kind))
                                .body()
                                .tree()
                                .path("kind")
                                .asText())
                .isEqualTo(expected);
    }

    @Test
    void members_without_identifier_and_null_rules_keep_their_places_in_a_segment() {
        Shaped shaped =
                CanonicalShape.segment(
                        json(
                                """
                                {"identifier":"s","included":[{"name":"x"},null],"excluded":["ann"],"tags":["a",{"name":"b"}],
                                 "rules":[null,{"op":"in"}],"servingRules":[null,{"clauses":[null]}]}\
                                """));
        assertThat(((Shaped.Accepted) shaped).body().toString())
                .contains(
                        "\"included\":[{\"identifier\":\"\",\"name\":\"x\"",
                        "{\"identifier\":\"\",\"name\":\"\",\"account\"",
                        "\"excluded\":[{\"identifier\":\"\"",
                        "\"tags\":[{\"name\":\"b\",\"identifier\":\"b\"}]",
                        "\"rules\":[{\"attribute\":\"\",\"op\":\"in\"",
                        "\"servingRules\":[{\"ruleId\":\"\",\"priority\":0,\"clauses\":[]},{\"ruleId\":\"\",\"priority\":0,\"clauses\":[{\"attribute\":\"\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100.0",
                "1e2",
                "1E+2",
                "-0.0",
                "-0",
                "0.10",
                "1e-7",
                "12345678901234567890",
                "1e400"
            })
    void numbers_of_unknown_fields_are_spelled_as_they_came(String number) {
        Shaped.Accepted shaped = flag(FLAG.formatted(",\"x\":[" + number + "]"));
        assertThat(shaped.body().toString()).endsWith(",\"x\":[" + number + "]}");
        assertThat(flag(shaped.body().toString()).body()).isEqualTo(shaped.body());
    }

    @Test
    void an_unknown_field_that_nobody_could_read_is_left_out_and_not_the_flag() throws Exception {
        String deep = "[".repeat(200) + "]".repeat(200);
        String fields =
                ",\"deep\":%s,\"long\":\"%s\",\"number\":%s,\"%s\":1,\"fine\":1"
                        .formatted(
                                deep,
                                "x".repeat(Json.MAX_STRING + 1),
                                "9".repeat(65),
                                "n".repeat(513));
        JsonNode raw = UpstreamJson.read(FLAG.formatted(fields).getBytes(UTF_8));

        Shaped.Accepted shaped = (Shaped.Accepted) CanonicalShape.flag(raw);

        assertThat(shaped.body().tree()).hasSize(13).contains(Json.read("1"));
        assertThat(shaped.mended())
                .contains(
                        "flag.deep: is too deep: left out",
                        "flag.long: holds too long a text: left out")
                .hasSize(4);
    }

    @Test
    void a_known_text_that_nobody_could_read_refuses_the_flag_alone() throws Exception {
        String flag =
                FLAG.formatted("")
                        .replace(
                                "\"value\":\"true\"",
                                "\"value\":\"" + "x".repeat(Json.MAX_STRING + 1) + "\"");
        assertThat(CanonicalShape.flag(UpstreamJson.read(flag.getBytes(UTF_8))))
                .isEqualTo(
                        new Shaped.Refused(
                                "f",
                                "flag.variations[0].value: is longer than 1048576 characters"));
    }

    @Test
    void the_last_of_several_fields_with_one_name_counts_upstream() throws Exception {
        assertThat(UpstreamJson.read("{\"state\":\"on\",\"state\":\"off\"}".getBytes(UTF_8)))
                .isEqualTo(Json.object().put("state", "off"));
    }

    @Test
    void a_stand_in_says_why_and_no_other_document_does() {
        Shaped shaped =
                CanonicalShape.flag(
                        Refusals.flag("f", "boolean", "flag: is larger than 8388608 bytes"));
        CanonicalJson body = ((Shaped.Accepted) shaped).body();

        assertThat(Refusals.reason(body)).contains("flag: is larger than 8388608 bytes");
        assertThat(body.tree().path("kind").asText()).isEqualTo("string");
        assertThat(Refusals.reason(flag(FLAG.formatted("")).body())).isEmpty();
        assertThat(
                        Refusals.reason(
                                flag(FLAG.formatted(",\"prerequisites\":[{\"feature\":\"a/b\"}]"))
                                        .body()))
                .isEmpty();
    }

    private static Shaped.Accepted flag(String json) {
        return (Shaped.Accepted) CanonicalShape.flag(json(json));
    }

    private static JsonNode json(String text) {
        try {
            return Json.read(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}

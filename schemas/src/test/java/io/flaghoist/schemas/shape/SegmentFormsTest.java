package io.flaghoist.schemas.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.Json;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SegmentFormsTest {
    private static final String CLAUSE_A = "{\"id\":\"a\",\"op\":\"equal\",\"values\":[\"1\"]}";
    private static final String CLAUSE_B = "{\"id\":\"b\",\"op\":\"equal\",\"values\":[\"2\"]}";

    @Test
    void both_forms_are_kept_as_saas_answers_them() {
        ObjectNode joined =
                SegmentForms.join(
                        Optional.of(json("{\"identifier\":\"s\",\"rules\":[" + CLAUSE_A + "]}")),
                        json(
                                "{\"identifier\":\"s\",\"servingRules\":[{\"ruleId\":\"r\",\"clauses\":["
                                        + CLAUSE_B
                                        + "]}]}"));
        assertThat(joined.path("rules").toString()).isEqualTo("[" + CLAUSE_A + "]");
        assertThat(joined.path("servingRules").get(0).path("ruleId").asText()).isEqualTo("r");
    }

    @Test
    void a_rule_of_several_clauses_is_left_out_of_the_old_form_rather_than_widened() {
        ObjectNode joined =
                SegmentForms.join(
                        Optional.empty(),
                        json(
                                "{\"identifier\":\"s\",\"servingRules\":[{\"clauses\":["
                                        + CLAUSE_A
                                        + ","
                                        + CLAUSE_B
                                        + "]},{\"clauses\":["
                                        + CLAUSE_B
                                        + "]}]}"));
        assertThat(joined.path("rules").toString()).isEqualTo("[" + CLAUSE_B + "]");
    }

    @Test
    void a_saas_that_knows_only_the_old_form_serves_new_sdks_too() {
        ObjectNode old =
                json("{\"identifier\":\"s\",\"rules\":[" + CLAUSE_A + "," + CLAUSE_B + "]}");
        ObjectNode joined = SegmentForms.join(Optional.of(old), old);
        assertThat(joined.path("servingRules").toString())
                .isEqualTo(
                        "[{\"ruleId\":\"a\",\"priority\":1,\"clauses\":["
                                + CLAUSE_A
                                + "]},{\"ruleId\":\"b\",\"priority\":2,\"clauses\":["
                                + CLAUSE_B
                                + "]}]");
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) Json.read(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}

package io.flaghoist.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WireModelTest {
    private static final String FLAG =
            """
            {"project":"demo","environment":"dev","feature":"banner","state":"on","kind":"json","version":4,"owner":["team"],
             "variations":[{"identifier":"a","name":"A","value":"{}","colour":"red"},{"identifier":"b","value":"{}"}],
             "offVariation":"b",
             "defaultServe":{"distribution":{"bucketBy":"identifier","variations":[{"variation":"a","weight":20}]}},
             "prerequisites":[{"feature":"dark_mode","variations":["true"],"why":"because"}],
             "rules":[{"ruleId":"r1","priority":1,"clauses":[{"id":"c1","attribute":"","op":"segmentMatch","negate":false,
               "values":["beta"],"x":1}],"serve":{"variation":"a"}}],
             "variationToTargetMap":[{"variation":"a","targets":[{"identifier":"ann","name":"Ann"}],"targetSegments":["staff"]}]}\
            """;

    private static final String SEGMENT =
            """
            {"identifier":"beta","name":"Beta testers","environment":"dev","version":2,"createdAt":1700000000000,"tags":[],
             "included":[{"identifier":"ann","name":"Ann","account":"","org":"","project":"demo","environment":"dev"}],"excluded":[],
             "rules":[{"id":"c9","attribute":"email","op":"ends_with","negate":false,"values":["@example.org"]}],
             "servingRules":[{"ruleId":"g1","priority":1,"clauses":[{"attribute":"email","op":"equal","negate":false,"values":["x"]}]}],
             "later":{"than":"this model"}}\
            """;

    @Test
    void a_flag_is_written_as_it_was_read_with_the_fields_that_the_model_does_not_know()
            throws JsonProcessingException {
        assertThat(rewritten(FLAG, FeatureConfig.class)).isEqualTo(Json.read(FLAG));
    }

    @Test
    void a_segment_is_written_as_it_was_read_with_the_fields_that_the_model_does_not_know()
            throws JsonProcessingException {
        assertThat(rewritten(SEGMENT, Segment.class)).isEqualTo(Json.read(SEGMENT));
    }

    @Test
    void keys_tokens_and_attributes_do_not_show_when_a_message_is_printed()
            throws JsonProcessingException {
        String json =
                "{\"apiKey\":\"secret-key\",\"target\":{\"identifier\":\"ann\",\"attributes\":{\"email\":\"a@b.c\"}}}";
        AuthRequest request = Json.read(json.getBytes(StandardCharsets.UTF_8), AuthRequest.class);
        assertThat(request.apiKey()).isEqualTo("secret-key");
        assertThat(request + " " + request.target() + " " + new AuthResponse("token-text"))
                .doesNotContain("secret-key", "ann", "a@b.c", "token-text");
    }

    @Test
    void an_admin_target_is_written_as_it_was_read_and_does_not_show_when_it_is_printed()
            throws JsonProcessingException {
        String json =
                """
                {"targets":[{"identifier":"ann","name":"Ann","environment":"","project":"","account":"","org":"",
                 "anonymous":false,"attributes":{"email":"a@b.c"},"createdAt":1700000000000,
                 "segments":[{"identifier":"beta","name":"Beta"}]},17]}\
                """;
        assertThat(rewritten(json, TargetPage.class)).isEqualTo(Json.read(json));
        JsonNode target = Json.read(json).path("targets").path(0);
        assertThat(rewritten(target.toString(), AdminTarget.class)).isEqualTo(target);
        assertThat(
                        Json.bind(target, AdminTarget.class)
                                + " "
                                + Json.bind(Json.read(json), TargetPage.class))
                .doesNotContain("ann", "a@b.c");
    }

    @Test
    void the_code_of_an_error_is_text_because_the_go_sdk_reads_it_so() {
        assertThat(new String(Json.write(ErrorBody.of(401, "no")), StandardCharsets.UTF_8))
                .isEqualTo("{\"code\":\"401\",\"message\":\"no\",\"error\":\"no\"}");
    }

    private static JsonNode rewritten(String json, Class<?> type) throws JsonProcessingException {
        return Json.read(Json.write(Json.read(json.getBytes(StandardCharsets.UTF_8), type)));
    }
}

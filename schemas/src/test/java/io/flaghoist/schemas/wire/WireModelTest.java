package io.flaghoist.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WireModelTest {
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
    void a_page_of_targets_is_written_as_it_was_read_and_does_not_show_when_it_is_printed()
            throws JsonProcessingException {
        String json =
                """
                {"targets":[{"identifier":"ann","name":"Ann","environment":"","project":"","account":"","org":"",
                 "anonymous":false,"attributes":{"email":"a@b.c"},"createdAt":1700000000000,
                 "segments":[{"identifier":"beta","name":"Beta"}]},17]}\
                """;
        assertThat(rewritten(json, TargetPage.class)).isEqualTo(Json.read(json));
        JsonNode target = Json.read(json).path("targets").path(0);
        assertThat(Json.bind(target, Target.class).identifier()).isEqualTo("ann");
        assertThat(
                        Json.bind(target, Target.class)
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

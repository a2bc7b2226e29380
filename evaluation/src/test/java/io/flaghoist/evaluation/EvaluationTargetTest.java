package io.flaghoist.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.wire.Target;
import org.junit.jupiter.api.Test;

/** What no HTTP client of a test can send; the rest is among the cases. */
class EvaluationTargetTest {
    private static EvaluationTarget target(String json) throws Exception {
        return EvaluationTarget.of(Json.read(json.getBytes(UTF_8), Target.class));
    }

    @Test
    void half_a_surrogate_pair_is_the_replacement_character_as_for_go() throws Exception {
        EvaluationTarget target =
                target(
                        "{\"identifier\":\"a\\udfff\",\"attributes\":{\"a\":\"x\\ud800y\",\"b\":{\"k\":\"\\udfff\"}}}");

        assertThat(target.identifier()).isEqualTo("a\ufffd");
        assertThat(target.text("a")).isEqualTo("x\ufffdy");
        assertThat(target.text("b")).isEqualTo("{\"k\":\"\ufffd\"}");
    }

    @Test
    void an_attribute_without_a_name_is_no_attribute() throws Exception {
        EvaluationTarget target = target("{\"identifier\":\"a\",\"attributes\":{\"\":\"x\"}}");

        assertThat(target.text("")).isEmpty();
        assertThat(target.digest())
                .isEqualTo(target("{\"identifier\":\"a\",\"attributes\":{}}").digest());
    }
}

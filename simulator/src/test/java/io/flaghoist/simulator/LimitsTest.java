package io.flaghoist.simulator;

import static io.flaghoist.simulator.SimulatorUnderTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final int MAX_BODY_BYTES = 8 << 20;

    @AutoClose private final SimulatorUnderTest saas = new SimulatorUnderTest();

    @Test
    void a_segment_with_fifty_thousand_targets_fits() {
        var included =
                IntStream.range(0, 50_000)
                        .mapToObj(LimitsTest::target)
                        .collect(Collectors.joining(",", "[", "]"));
        var answer =
                saas.sample(
                        "PUT",
                        "/segments/huge",
                        "{\"name\":\"Huge\",\"included\":" + included + "}");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(json(saas.read("/target-segments/huge?rules=v2")).path("included"))
                .hasSize(50_000);
    }

    private static String target(int number) {
        return "{\"identifier\":\"target-%05d\",\"name\":\"target-%05d\",\"account\":\"\",\"org\":\"\",\"project\":\"sample\",\"environment\":\"dev\"}"
                .formatted(number, number);
    }

    @Test
    void a_body_may_have_eight_mebibytes_and_not_one_byte_more() {
        var frame = "{\"x\":[]}".length();
        var full = "{\"x\":[" + " ".repeat(MAX_BODY_BYTES - frame) + "]}";

        assertThat(saas.sample("PUT", "/targets/full", full).statusCode()).isEqualTo(201);
        assertThat(saas.sample("PUT", "/targets/fuller", full + " ").statusCode()).isEqualTo(413);
    }

    @Test
    void json_may_be_sixty_four_levels_deep_and_not_one_more() {
        var atLimit = "{\"x\":" + "[".repeat(63) + "]".repeat(63) + "}";
        var beyond = "{\"x\":" + "[".repeat(64) + "]".repeat(64) + "}";

        assertThat(saas.sample("PUT", "/targets/deep", atLimit).statusCode()).isEqualTo(201);
        assertThat(saas.sample("PUT", "/targets/deeper", beyond).statusCode()).isEqualTo(400);
    }

    @Test
    void a_compressed_body_is_refused() {
        var request =
                saas.request("POST", "/api/1.0/client/auth", "{}")
                        .header("Content-Encoding", "gzip");

        assertThat(saas.send(request).statusCode()).isEqualTo(415);
    }
}

package io.flaghoist.simulator;

import static io.flaghoist.simulator.SimulatorUnderTest.ENVIRONMENT;
import static io.flaghoist.simulator.SimulatorUnderTest.OTHER;
import static io.flaghoist.simulator.SimulatorUnderTest.SERVER_KEY;
import static io.flaghoist.simulator.SimulatorUnderTest.json;
import static io.flaghoist.simulator.SimulatorUnderTest.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsServiceTest {
    @AutoClose private final SimulatorUnderTest saas = new SimulatorUnderTest();

    private HttpResponse<String> post(String environment, String body) {
        return saas.send(
                saas.request("POST", "/events/api/1.0/metrics/" + environment + "?cluster=2", body)
                        .header("Authorization", "Bearer " + saas.token(SERVER_KEY))
                        .header("Harness-AccountID", "sample-account"));
    }

    private int received() {
        return json(saas.sample("GET", "/metrics", "")).path("received").asInt();
    }

    @Test
    void posts_are_kept_as_they_were_sent_until_they_are_cleared() {
        var payload = "{\"metricsData\":[{\"count\":3,\"later\":1.50}]}";

        assertThat(post(ENVIRONMENT, payload).statusCode()).isEqualTo(200);
        assertThat(post(ENVIRONMENT, "{\"targetData\":[{\"identifier\":\"ann\"}]}").statusCode())
                .isEqualTo(200);
        until("both are kept", () -> received() == 2);
        var kept = saas.sample("GET", "/metrics", "");

        assertThat(json(kept).path("dropped").asInt()).isZero();
        assertThat(kept.body())
                .contains("\"payload\":" + payload)
                .contains("\"Harness-AccountID\":\"sample-account\"");
        assertThat(saas.sample("DELETE", "/metrics", "").statusCode()).isEqualTo(204);
        assertThat(json(saas.sample("GET", "/metrics", "")).path("posts")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "7", "{", "{}", "{\"metricsData\":[],\"targetData\":[]}"})
    void an_empty_payload_is_refused_and_not_kept(String body) {
        assertThat(post(ENVIRONMENT, body).statusCode()).isEqualTo(400);
        assertThat(json(saas.sample("GET", "/metrics", "")).path("received").asInt()).isZero();
    }

    @Test
    void metrics_need_a_token_of_the_environment() {
        var path = "/events/api/1.0/metrics/" + ENVIRONMENT;

        assertThat(saas.send(saas.request("POST", path, "{}")).statusCode()).isEqualTo(401);
        assertThat(post(OTHER, "{}").statusCode()).isEqualTo(403);
    }

    @Test
    void of_more_than_a_thousand_posts_the_oldest_are_dropped_and_counted() {
        for (var i = 0; i < 1_003; i++) {
            post(ENVIRONMENT, "{\"metricsData\":[{\"count\":" + i + "}]}");
        }
        until("all are counted", () -> received() == 1_003);
        var kept = json(saas.sample("GET", "/metrics", ""));

        assertThat(kept.path("dropped").asInt()).isEqualTo(3);
        assertThat(kept.path("posts")).hasSize(1_000);
        assertThat(kept.at("/posts/0/payload/metricsData/0/count").asInt()).isEqualTo(3);
    }
}

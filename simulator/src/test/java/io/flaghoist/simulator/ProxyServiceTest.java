package io.flaghoist.simulator;

import static io.flaghoist.simulator.EventStream.HEARTBEAT;
import static io.flaghoist.simulator.SimulatorUnderTest.ENVIRONMENT;
import static io.flaghoist.simulator.SimulatorUnderTest.SERVER_KEY;
import static io.flaghoist.simulator.SimulatorUnderTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ProxyServiceTest {
    private static final String PROXY_KEY = "sample-proxy-key";
    private static final String SERVER_KEY_SHA256 =
            "3a48e489ce6ca73cab312cdf7ca1bbafc812825b8674fd4a37503eb3bd5ef61b";

    @AutoClose private final SimulatorUnderTest saas = new SimulatorUnderTest();

    private HttpResponse<String> authenticate(String body) {
        return saas.send(saas.request("POST", "/api/1.0/proxy/auth", body));
    }

    private String token() {
        return json(authenticate("{\"proxyKey\":\"" + PROXY_KEY + "\"}"))
                .path("authToken")
                .asText();
    }

    private HttpResponse<String> get(String path, String token) {
        return saas.send(
                saas.request("GET", "/api/1.0" + path, "")
                        .header("Authorization", "Bearer " + token));
    }

    @Test
    void a_proxy_key_gets_a_token_that_names_account_cluster_and_environments() {
        var payload = token().split("\\.", -1)[1];
        var claims =
                json(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8));

        assertThat(claims.path("account").asText()).isEqualTo("sample-account");
        assertThat(claims.path("cluster_identifier").asText()).isEqualTo("2");
        assertThat(claims.path("environments").path(0).asText()).isEqualTo(ENVIRONMENT);
        assertThat(authenticate("{\"proxyKey\":\"" + SERVER_KEY + "\"}").statusCode())
                .isEqualTo(401);
        assertThat(authenticate("{\"proxyKey\":\"\"}").statusCode()).isEqualTo(400);
        assertThat(saas.authenticate(PROXY_KEY).statusCode()).isEqualTo(401);
    }

    @Test
    void the_configuration_holds_keys_flags_and_segments_of_every_environment_page_by_page() {
        saas.control("PUT", "/environments/a-second", "");
        var token = token();
        List<String> found = new ArrayList<>();
        for (var number = 0; number < 2; number++) {
            var page =
                    json(
                            get(
                                    "/proxy/config?cluster=2&key="
                                            + PROXY_KEY
                                            + "&pageSize=1&pageNumber="
                                            + number,
                                    token));
            assertThat(page.path("pageCount").asInt()).isEqualTo(2);
            assertThat(page.path("itemCount").asInt()).isEqualTo(2);
            page.path("environments").forEach(it -> found.add(it.path("id").asText()));
        }

        assertThat(found).containsExactly(ENVIRONMENT, "a-second");
        var whole = json(get("/proxy/config?key=" + PROXY_KEY, token)).path("environments");
        var sample = whole.path(0);
        assertThat(sample.path("apiKeys")).anyMatch(it -> it.asText().equals(SERVER_KEY_SHA256));
        assertThat(sample.path("featureConfigs"))
                .anyMatch(it -> it.path("feature").asText().equals("dark_mode"));
        assertThat(sample.path("segments").path(0).has("servingRules")).isTrue();
        var empty = whole.path(1);
        for (var array : List.of("apiKeys", "featureConfigs", "segments")) {
            assertThat(empty.path(array).isArray()).as(array).isTrue();
        }
    }

    @Test
    void one_environment_can_be_asked_for() {
        saas.control("PUT", "/environments/a-second", "");
        var path = "/proxy/config?key=" + PROXY_KEY + "&environment=";

        var page = json(get(path + "a-second", token()));

        assertThat(page.path("itemCount").asInt()).isEqualTo(1);
        assertThat(page.path("environments").path(0).path("id").asText()).isEqualTo("a-second");
        assertThat(get(path + "no-such", token()).statusCode()).isEqualTo(404);
    }

    @Test
    void the_configuration_is_for_proxy_keys_alone() {
        var path = "/proxy/config?key=" + PROXY_KEY;

        assertThat(saas.send(saas.request("GET", "/api/1.0" + path, "")).statusCode())
                .isEqualTo(401);
        assertThat(get(path, saas.token(SERVER_KEY)).statusCode()).isEqualTo(403);
        assertThat(get("/proxy/config?key=guess", token()).statusCode()).isEqualTo(403);
        assertThat(get("/proxy/config", token()).statusCode()).isEqualTo(400);
        assertThat(get(path + "&pageSize=0", token()).statusCode()).isEqualTo(400);
    }

    @Test
    void its_token_reads_every_environment() {
        var token = token();

        assertThat(get("/client/env/" + ENVIRONMENT + "/feature-configs", token).body())
                .contains("dark_mode");
        assertThat(get("/client/env/no-such/feature-configs", token).statusCode()).isEqualTo(404);
    }

    @Test
    void its_stream_carries_the_changes_of_all_environments_with_their_names() {
        try (var stream = saas.stream(token(), PROXY_KEY)) {
            assertThat(stream.next()).isEqualTo(HEARTBEAT);

            saas.sample("POST", "/flags/dark_mode/toggle", "");
            saas.sample("POST", "/flags/dark_mode/toggle?silent=true", "");
            saas.sample("DELETE", "/segments/beta_testers", "");

            assertThat(stream.next())
                    .isEqualTo(
                            event(
                                    "\"event\":\"patch\",\"domain\":\"flag\",\"identifier\":\"dark_mode\","
                                            + "\"version\":2,\"environment\":\""
                                            + ENVIRONMENT
                                            + "\""));
            assertThat(stream.next())
                    .isEqualTo(
                            event(
                                    "\"event\":\"delete\",\"domain\":\"target-segment\",\"identifier\":\"beta_testers\","
                                            + "\"version\":1,\"environment\":\""
                                            + ENVIRONMENT
                                            + "\""));
            assertThat(saas.simulator.openStreams("*")).isEqualTo(1);
            assertThat(saas.simulator.openStreams(ENVIRONMENT)).isZero();
        }
    }

    @Test
    void its_stream_says_which_environments_and_keys_come_and_go() {
        try (var stream = saas.stream(token(), PROXY_KEY)) {
            stream.next();

            saas.control("PUT", "/environments/a-second", "");
            saas.sample("PUT", "/api-keys/ci", "{\"sha256\":\"" + "ab".repeat(32) + "\"}");
            saas.sample("DELETE", "/api-keys/ci", "");
            saas.control("DELETE", "/environments/a-second", "");

            var key = ENVIRONMENT + "\"],\"apiKey\":\"" + "ab".repeat(32) + "\"";
            assertThat(stream.next()).isEqualTo(proxyEvent("environmentsAdded", "a-second\"]"));
            assertThat(stream.next()).isEqualTo(proxyEvent("apiKeyAdded", key));
            assertThat(stream.next()).isEqualTo(proxyEvent("apiKeyRemoved", key));
            assertThat(stream.next()).isEqualTo(proxyEvent("environmentsRemoved", "a-second\"]"));
        }
    }

    @Test
    void its_stream_is_refused_with_another_key() {
        try (var stream = saas.stream(token(), SERVER_KEY)) {
            assertThat(stream.head()).startsWith("HTTP/1.1 401");
        }
    }

    private static String proxyEvent(String event, String rest) {
        return event(
                "\"event\":\"" + event + "\",\"domain\":\"proxy\",\"environments\":[\"" + rest);
    }

    private static String event(String data) {
        return "event: *\ndata: {" + data + "}\n\n";
    }
}

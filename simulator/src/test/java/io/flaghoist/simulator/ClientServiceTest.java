package io.flaghoist.simulator;

import static io.flaghoist.simulator.SimulatorUnderTest.CLIENT_KEY;
import static io.flaghoist.simulator.SimulatorUnderTest.ENVIRONMENT;
import static io.flaghoist.simulator.SimulatorUnderTest.OTHER;
import static io.flaghoist.simulator.SimulatorUnderTest.SERVER_KEY;
import static io.flaghoist.simulator.SimulatorUnderTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientServiceTest {
    @AutoClose private final SimulatorUnderTest saas = new SimulatorUnderTest();

    @Test
    void a_server_key_gets_a_token_with_all_claims_of_saas() {
        var claims = claims(saas.token(SERVER_KEY));

        assertThat(claims.path("environment").asText()).isEqualTo(ENVIRONMENT);
        assertThat(claims.path("environmentIdentifier").asText()).isEqualTo("dev");
        assertThat(claims.path("project").asText()).matches("[0-9a-f-]{36}");
        assertThat(claims.path("projectIdentifier").asText()).isEqualTo("sample");
        assertThat(claims.path("accountID").asText()).isEqualTo("sample-account");
        assertThat(claims.path("organization").asText()).matches("[0-9a-f-]{36}");
        assertThat(claims.path("organizationIdentifier").asText()).isEqualTo("default");
        assertThat(claims.path("clusterIdentifier").asText()).isEqualTo("2");
        assertThat(claims.path("key_type").asText()).isEqualTo("Server");
        assertThat(claims.path("iat").isIntegralNumber()).isTrue();
        assertThat(claims.has("exp")).isFalse();
    }

    @Test
    void a_client_key_gets_a_token_that_says_so() {
        assertThat(claims(saas.token(CLIENT_KEY)).path("key_type").asText()).isEqualTo("Client");
    }

    @Test
    void an_unknown_key_is_refused_with_the_error_body_of_saas() {
        var answer = saas.authenticate("nobody's");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo("{\"code\":\"401\",\"message\":\"unknown SDK key\"}");
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).contains("json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"apiKey\":\"\"}",
                "{\"apiKey\":7}",
                "{\"apiKey\":\"sample-server-key\",\"target\":7}",
                "{\"apiKey\":\"sample-server-key\",\"target\":{\"identifier\":\"a b\"}}",
                "{\"apiKey\":\"sample-server-key\",\"target\":{\"identifier\":\"a\",\"name\":\"<\"}}"
            })
    void a_malformed_authentication_gets_400(String body) {
        var answer = saas.send(saas.request("POST", "/api/1.0/client/auth", body));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("code").asText()).isEqualTo("400");
    }

    @Test
    void a_target_that_authenticates_is_registered_and_an_anonymous_one_is_not() {
        var auth =
                "{\"apiKey\":\"sample-client-key\",\"target\":{\"identifier\":\"%s\",\"anonymous\":%s}}";
        saas.send(saas.request("POST", "/api/1.0/client/auth", auth.formatted("cleo", false)));
        saas.send(saas.request("POST", "/api/1.0/client/auth", auth.formatted("dora", true)));

        assertThat(saas.sample("GET", "/targets/cleo", "").statusCode()).isEqualTo(200);
        assertThat(saas.sample("GET", "/targets/dora", "").statusCode()).isEqualTo(404);
    }

    @Test
    void the_last_name_and_attributes_of_a_target_win_and_every_authentication_is_counted() {
        var auth =
                "{\"apiKey\":\"sample-client-key\",\"target\":{\"identifier\":\"cleo\",\"name\":\"%s\",\"attributes\":{\"plan\":\"%s\"}}}";
        saas.send(saas.request("POST", "/api/1.0/client/auth", auth.formatted("Cleo", "gold")));
        saas.send(saas.request("POST", "/api/1.0/client/auth", auth.formatted("C", "free")));
        saas.send(
                saas.request(
                        "POST",
                        "/api/1.0/client/auth",
                        "{\"apiKey\":\"sample-client-key\",\"target\":{\"identifier\":\"dora\",\"anonymous\":true}}"));
        saas.authenticate(CLIENT_KEY);

        var stored = json(saas.sample("GET", "/targets/cleo", ""));
        assertThat(stored.path("name").asText()).isEqualTo("C");
        assertThat(stored.at("/attributes/plan").asText()).isEqualTo("free");
        var counted = json(saas.sample("GET", "/registrations", ""));
        assertThat(texts(counted, "identifier")).containsExactly("cleo", "dora");
        assertThat(counted.at("/0/count").asInt()).isEqualTo(2);
        assertThat(counted.at("/0/target/attributes/plan").asText()).isEqualTo("free");
        assertThat(counted.at("/1/target/anonymous").asBoolean()).isTrue();
        assertThat(saas.sample("DELETE", "/registrations", "").statusCode()).isEqualTo(204);
        assertThat(json(saas.sample("GET", "/registrations", ""))).isEmpty();
    }

    @Test
    void a_target_that_authenticates_again_unchanged_changes_nothing() {
        var auth = "{\"apiKey\":\"sample-client-key\",\"target\":{\"identifier\":\"cleo\"}}";
        saas.send(saas.request("POST", "/api/1.0/client/auth", auth));
        var first = saas.sample("GET", "/targets/cleo", "").body();
        saas.sample("POST", "/flags/dark_mode/toggle", "");
        saas.send(saas.request("POST", "/api/1.0/client/auth", auth));
        saas.fault("{\"action\": {\"type\": \"stale\", \"changes\": 1}}");

        assertThat(saas.sample("GET", "/targets/cleo", "").body()).isEqualTo(first);
        assertThat(json(saas.read("/feature-configs/dark_mode")).path("version").asInt())
                .as("the toggle is the last change")
                .isEqualTo(1);
    }

    @Test
    void flags_of_all_kinds_are_listed_in_the_order_of_their_identifiers() {
        var flags = json(saas.read("/feature-configs?cluster=2"));

        assertThat(texts(flags, "feature"))
                .containsExactly(
                        "banner", "checkout_button", "dark_mode", "max_cart_items", "theme_color");
        assertThat(texts(flags, "kind")).contains("boolean", "string", "int", "json");
    }

    @Test
    void one_flag_is_answered_alone_and_an_unknown_one_is_not_found() {
        assertThat(json(saas.read("/feature-configs/dark_mode")).path("version").asLong())
                .isEqualTo(1);
        assertThat(saas.read("/feature-configs/light_mode").statusCode()).isEqualTo(404);
    }

    @Test
    void segments_carry_rules_or_serving_rules_but_never_both() {
        var v2 = json(saas.read("/target-segments?rules=v2&cluster=2")).path(0);
        var legacy = json(saas.read("/target-segments?rules=v1")).path(0);
        var oneV2 = json(saas.read("/target-segments/beta_testers?rules=v2"));
        var oneLegacy = json(saas.read("/target-segments/beta_testers"));

        assertThat(v2.has("servingRules")).isTrue();
        assertThat(v2.has("rules")).isFalse();
        assertThat(legacy.has("servingRules")).isFalse();
        assertThat(legacy.has("rules")).isTrue();
        assertThat(oneV2).isEqualTo(v2);
        assertThat(oneLegacy).isEqualTo(legacy);
        assertThat(saas.read("/target-segments/nobody").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic x", "Bearer ", "Bearer x", "Bearer a.b.c", "Bearer ..."})
    void data_without_a_valid_token_is_refused_with_401(String authorization) {
        var request =
                saas.request("GET", "/api/1.0/client/env/" + ENVIRONMENT + "/feature-configs", "");
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }

        assertThat(saas.send(request).statusCode()).isEqualTo(401);
    }

    @Test
    void a_token_with_changed_claims_or_another_algorithm_is_refused() {
        var parts = List.of(saas.token(SERVER_KEY).split("\\.", -1));
        var none = encode("{\"alg\":\"none\",\"typ\":\"JWT\"}");
        var claims = encode("{\"environment\":\"" + OTHER + "\"}");

        for (var forged :
                List.of(
                        parts.get(0) + "." + claims + "." + parts.get(2),
                        none + "." + parts.get(1) + ".",
                        none + "." + parts.get(1) + "." + parts.get(2),
                        parts.get(0) + "." + parts.get(1) + ".")) {
            var answer =
                    saas.send(
                            saas.request(
                                            "GET",
                                            "/api/1.0/client/env/"
                                                    + ENVIRONMENT
                                                    + "/feature-configs",
                                            "")
                                    .header("Authorization", "Bearer " + forged));
            assertThat(answer.statusCode()).as(forged).isEqualTo(401);
        }
    }

    @Test
    void the_token_of_another_environment_is_refused_with_403() {
        saas.control("PUT", "/environments/" + OTHER, "");
        var answer =
                saas.send(
                        saas.request("GET", "/api/1.0/client/env/" + OTHER + "/feature-configs", "")
                                .header("Authorization", "Bearer " + saas.token(SERVER_KEY)));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .contains("Environment ID " + ENVIRONMENT + " mismatch with requested " + OTHER);
    }

    @Test
    void a_removed_key_is_refused_with_all_its_tokens() {
        var request = saas.readRequest("/feature-configs");
        assertThat(saas.send(request).statusCode()).isEqualTo(200);

        saas.sample("DELETE", "/api-keys/sample_server", "");

        assertThat(saas.send(request).statusCode()).isEqualTo(401);
        assertThat(saas.authenticate(SERVER_KEY).statusCode()).isEqualTo(401);
        assertThat(saas.authenticate(CLIENT_KEY).statusCode()).isEqualTo(200);
    }

    @Test
    void a_path_or_query_that_cannot_be_decoded_gets_400() throws IOException {
        for (var path : List.of("/api/1.0/%zz", "/control/streams?x=%zz", "/api/1.0/%ff%fe")) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), saas.simulator.port())) {
                socket.getOutputStream()
                        .write(
                                ("GET "
                                                + path
                                                + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
                var answer =
                        new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

                assertThat(answer).as(path).startsWith("HTTP/1.1 400 ");
            }
        }
    }

    @Test
    void unknown_paths_and_methods_are_told_apart() {
        assertThat(saas.send(saas.request("GET", "/api/1.0/nothing", "")).statusCode())
                .isEqualTo(404);
        assertThat(saas.send(saas.request("GET", "/api/1.0/client/auth", "")).statusCode())
                .isEqualTo(405);
    }

    private static JsonNode claims(String token) {
        var payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        return json(new String(payload, StandardCharsets.UTF_8));
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> texts(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(it -> it.path(field).asText())
                .toList();
    }
}

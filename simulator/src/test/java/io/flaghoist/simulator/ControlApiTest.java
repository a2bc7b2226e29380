package io.flaghoist.simulator;

import static io.flaghoist.simulator.SimulatorUnderTest.ENVIRONMENT;
import static io.flaghoist.simulator.SimulatorUnderTest.OTHER;
import static io.flaghoist.simulator.SimulatorUnderTest.SERVER_KEY;
import static io.flaghoist.simulator.SimulatorUnderTest.json;
import static io.flaghoist.simulator.SimulatorUnderTest.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.simulator.state.Seed;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlApiTest {
    @AutoClose private final SimulatorUnderTest saas = new SimulatorUnderTest();

    private ObjectNode flag(String identifier) {
        return (ObjectNode) json(saas.sample("GET", "/flags/" + identifier, ""));
    }

    @Test
    void a_toggle_turns_a_flag_on_and_off_and_counts_versions() {
        var on = json(saas.sample("POST", "/flags/dark_mode/toggle", ""));
        var off = json(saas.sample("POST", "/flags/dark_mode/toggle", ""));

        assertThat(on.path("state").asText()).isEqualTo("on");
        assertThat(on.path("version").asInt()).isEqualTo(2);
        assertThat(off.path("state").asText()).isEqualTo("off");
        assertThat(off.path("version").asInt()).isEqualTo(3);
        assertThat(saas.sample("POST", "/flags/nothing/toggle", "").statusCode()).isEqualTo(404);
    }

    @Test
    void what_is_put_is_stored_as_given_with_unknown_fields_and_a_version() {
        var flag = flag("dark_mode");
        flag.put("feature", "new_mode").put("owner", "web").put("version", 0);
        flag.putArray("variationToTargetMap").addObject().put("variation", "true");
        flag.remove("project");

        var created = saas.sample("PUT", "/flags/new_mode", flag.toString());

        assertThat(created.statusCode()).isEqualTo(201);
        flag.put("version", 1).put("project", "sample");
        assertThat(json(created)).isEqualTo(flag);
        assertThat(json(saas.read("/feature-configs/new_mode"))).isEqualTo(flag);
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 2", "2, 2", "9, 9"})
    void the_version_is_the_next_one_unless_a_greater_one_is_given(int given, int stored) {
        var answer =
                saas.sample(
                        "PUT",
                        "/flags/dark_mode",
                        flag("dark_mode").put("version", given).toString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("version").asInt()).isEqualTo(stored);
    }

    @Test
    void a_flag_created_again_after_its_deletion_starts_at_version_1() {
        var flag = flag("dark_mode");
        saas.sample("POST", "/flags/dark_mode/toggle", "");
        flag.remove("version");

        assertThat(saas.sample("DELETE", "/flags/dark_mode", "").statusCode()).isEqualTo(204);
        assertThat(saas.sample("DELETE", "/flags/dark_mode", "").statusCode()).isEqualTo(404);
        var again = saas.sample("PUT", "/flags/dark_mode", flag.toString());

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(json(again).path("version").asInt()).isEqualTo(1);
    }

    @Test
    void many_documents_are_put_at_once_or_not_at_all() {
        var one = flag("dark_mode").put("feature", "one");
        var two = flag("dark_mode").put("feature", "two");
        var good = saas.sample("PUT", "/flags", "[" + one + "," + two + "]");
        var bad =
                saas.sample(
                        "PUT",
                        "/flags",
                        "[" + one.put("feature", "three") + "," + two.put("kind", "colour") + "]");

        assertThat(good.body()).isEqualTo("{\"stored\":2}");
        assertThat(saas.sample("GET", "/flags/two", "").statusCode()).isEqualTo(200);
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.body())
                .contains("flags/two: kind must be one of [boolean, int, json, string]");
        assertThat(saas.sample("GET", "/flags/three", "").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flags/x | {} | state must be a string, not absent",
                "flags/x | [] | body must be a JSON object, not array",
                "flags/x | {\"state\": | line 1",
                "flags/x | {\"state\":\"on\",\"state\":\"off\"} | Duplicate",
                "flags/x | {\"feature\":\"y\"} | feature must be 'x' or absent",
                "flags/x | {\"state\":\"on\",\"kind\":\"int\",\"offVariation\":\"a\",\"defaultServe\":{},"
                        + "\"variations\":[{\"identifier\":\"a\"}]} | variations[0]: value must be a string",
                "segments/x | {\"name\":7} | segments/x: name must be a string, not number",
                "segments/x | {\"name\":\"x\",\"rules\":{}} | rules must be an array, not object",
                "segments/x | {\"name\":\"x\",\"version\":\"1\"} | version must be a whole number",
                "api-keys/x | {} | give 'key'",
                "api-keys/x | {\"key\":\"raw\",\"type\":\"admin\"} | type must be one of [client, server]",
                "targets/x%3F | {} | an identifier in targets"
            })
    void invalid_input_gets_400_and_is_told_what_and_where(
            String path, String body, String reason) {
        var answer = saas.sample("PUT", "/" + path, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("message").asText()).contains(reason);
    }

    @Test
    void null_may_stand_for_a_list_that_is_absent() {
        var flag = flag("dark_mode");
        flag.put("feature", "sparse").putNull("rules").putNull("variationToTargetMap");

        var answer = saas.sample("PUT", "/flags/sparse", flag.toString());

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(json(saas.read("/feature-configs/sparse")).path("rules").isNull()).isTrue();
    }

    @Test
    void unchecked_documents_may_have_any_shape() {
        var answer = saas.sample("PUT", "/flags/odd?unchecked=true", "{\"variations\":null}");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(json(saas.read("/feature-configs/odd")).path("variations").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/flags/dark_mode/toggle?silent=yes", "/flags/dark_mode/toggle?silent="})
    void a_switch_that_is_neither_true_nor_false_is_refused(String path) {
        assertThat(saas.sample("POST", path, "").statusCode()).isEqualTo(400);
    }

    @Test
    void a_raw_key_opens_its_environment_and_is_never_shown() {
        var raw = "canary-key-8c1d";
        var put =
                saas.sample(
                        "PUT",
                        "/api-keys/canary",
                        "{\"key\":\""
                                + raw
                                + "\",\"type\":\"client\",\"name\":\"Canary\",\"note\":\""
                                + raw
                                + "\"}");

        assertThat(put.statusCode()).isEqualTo(201);
        assertThat(saas.authenticate(raw).statusCode()).isEqualTo(200);
        for (var shown :
                List.of(
                        put,
                        saas.sample("GET", "/api-keys/canary", ""),
                        saas.sample("GET", "/api-keys", ""),
                        saas.control("GET", "/state", ""))) {
            assertThat(shown.body()).contains("canary").doesNotContain(raw);
        }
        assertThat(saas.control("GET", "/state", "").body())
                .doesNotContain(SERVER_KEY)
                .doesNotContain("sample-admin-token");
    }

    @Test
    void one_key_cannot_belong_to_two_environments() {
        saas.control("PUT", "/environments/" + OTHER, "");
        var taken =
                saas.control(
                        "PUT",
                        "/environments/" + OTHER + "/api-keys/mine",
                        "{\"key\":\"" + SERVER_KEY + "\"}");

        assertThat(taken.statusCode()).isEqualTo(409);
        assertThat(taken.body()).doesNotContain(SERVER_KEY);
    }

    @Test
    void a_replaced_key_stops_working_and_the_new_one_starts() {
        saas.sample("PUT", "/api-keys/sample_server", "{\"key\":\"rotated\"}");

        assertThat(saas.authenticate(SERVER_KEY).statusCode()).isEqualTo(401);
        assertThat(saas.authenticate("rotated").statusCode()).isEqualTo(200);
    }

    @Test
    void environments_come_and_go() {
        var names =
                "{\"id\":\"%s\",\"environmentIdentifier\":\"prod\",\"projectIdentifier\":\"shop\",\"orgIdentifier\":\"web\",\"accountIdentifier\":\"acme\"}"
                        .formatted(OTHER);

        assertThat(saas.control("PUT", "/environments/" + OTHER, names).statusCode())
                .isEqualTo(201);
        assertThat(saas.control("PUT", "/environments/" + OTHER, names).statusCode())
                .isEqualTo(200);
        assertThat(saas.control("GET", "/environments/" + OTHER, "").body()).isEqualTo(names);
        assertThat(json(saas.control("GET", "/environments", ""))).hasSize(2);
        assertThat(saas.control("DELETE", "/environments/" + OTHER, "").statusCode())
                .isEqualTo(204);
        assertThat(saas.control("GET", "/environments/" + OTHER, "").statusCode()).isEqualTo(404);
        assertThat(saas.control("PUT", "/environments/a.b", "").statusCode()).isEqualTo(400);
    }

    @Test
    void the_tokens_and_keys_of_a_removed_environment_are_refused() {
        var request = saas.readRequest("/feature-configs");
        saas.sample("DELETE", "", "");

        assertThat(saas.send(request).statusCode()).isEqualTo(401);
        assertThat(saas.authenticate(SERVER_KEY).statusCode()).isEqualTo(401);
    }

    @Test
    void the_state_is_a_seed_that_gives_the_same_state() {
        saas.sample("POST", "/flags/dark_mode/toggle", "");
        var state = saas.control("GET", "/state", "");

        try (var copy =
                new SimulatorUnderTest(
                        SimulatorSettings.defaults().withSeed(Seed.of(json(state))))) {
            assertThat(copy.control("GET", "/state", "").body()).isEqualTo(state.body());
            assertThat(copy.authenticate(SERVER_KEY).statusCode()).isEqualTo(200);
        }
    }

    private JsonNode requests() {
        return json(saas.control("GET", "/requests", ""));
    }

    @Test
    void requests_are_counted_by_route_and_environment_until_cleared() {
        saas.read("/feature-configs");
        saas.read("/feature-configs/dark_mode");
        saas.read("/feature-configs/banner");
        var one = "GET /api/1.0/client/env/{env}/feature-configs/{identifier}";
        until("all reads are counted", () -> requests().path("routes").path(one).asInt() == 2);

        var counts = requests();
        assertThat(counts.path("routes").path(one).asInt()).isEqualTo(2);
        assertThat(counts.path("routes").path("POST /api/1.0/client/auth").asInt()).isEqualTo(3);
        assertThat(counts.path("environments").path(ENVIRONMENT).path(one).asInt()).isEqualTo(2);
        assertThat(saas.control("DELETE", "/requests", "").statusCode()).isEqualTo(204);
        assertThat(json(saas.control("GET", "/requests", "")).path("routes")).isEmpty();
    }

    @Test
    void unknown_collections_and_environments_are_not_found() {
        assertThat(saas.sample("GET", "/pipelines", "").statusCode()).isEqualTo(404);
        assertThat(saas.control("GET", "/environments/" + OTHER + "/flags", "").statusCode())
                .isEqualTo(404);
        assertThat(saas.control("GET", "/health", "").body()).isEqualTo("{\"status\":\"up\"}");
    }
}

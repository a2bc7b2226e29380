package io.flaghoist.simulator;

import static io.flaghoist.simulator.SimulatorUnderTest.CLIENT_KEY;
import static io.flaghoist.simulator.SimulatorUnderTest.ENVIRONMENT;
import static io.flaghoist.simulator.SimulatorUnderTest.OTHER;
import static io.flaghoist.simulator.SimulatorUnderTest.SERVER_KEY;
import static io.flaghoist.simulator.SimulatorUnderTest.json;
import static io.flaghoist.simulator.SimulatorUnderTest.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultScriptTest {
    @AutoClose private final SimulatorUnderTest saas = new SimulatorUnderTest();

    private long hits(String fault) {
        return json(saas.control("GET", "/faults/" + fault, "")).path("hits").asLong();
    }

    @Test
    void a_status_is_answered_so_many_times_and_then_the_truth() {
        var fault =
                saas.fault(
                        """
                        {"match": {"path": "/api/1.0/client/env"}, "times": 2,
                         "action": {"type": "status", "code": 503, "retryAfter": 7, "body": "{}"}}
                        """);

        for (var use = 0; use < 2; use++) {
            var answer = saas.read("/feature-configs");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
            assertThat(answer.body()).isEqualTo("{}");
        }
        assertThat(saas.read("/feature-configs").statusCode()).isEqualTo(200);
        until("two hits are counted", () -> hits(fault) == 2);
    }

    @Test
    void a_status_without_a_body_has_the_error_body_of_saas() {
        saas.fault("{\"action\": {\"type\": \"status\", \"code\": 500}}");

        assertThat(saas.authenticate(SERVER_KEY).body()).startsWith("{\"code\":\"500\",");
    }

    @Test
    void faults_can_be_aimed_at_methods_paths_environments_and_keys() {
        saas.control(
                "PUT",
                "/environments/" + OTHER,
                "{\"apiKeys\":[{\"identifier\":\"k\",\"key\":\"other-key\"}]}");
        var status = ", \"action\": {\"type\": \"status\", \"code\": 418}}";

        var byMethod = saas.fault("{\"match\": {\"method\": \"get\"}" + status);
        assertThat(saas.authenticate(SERVER_KEY).statusCode()).isEqualTo(200);
        assertThat(saas.read("/feature-configs").statusCode()).isEqualTo(418);
        saas.control("DELETE", "/faults/" + byMethod, "");

        var byPattern =
                saas.fault("{\"match\": {\"pathPattern\": \".*/feature-configs\"}" + status);
        assertThat(saas.read("/feature-configs").statusCode()).isEqualTo(418);
        assertThat(saas.read("/feature-configs/banner").statusCode()).isEqualTo(200);
        saas.control("DELETE", "/faults/" + byPattern, "");

        var byEnvironment = saas.fault("{\"match\": {\"environment\": \"" + OTHER + "\"}" + status);
        assertThat(saas.authenticate(SERVER_KEY).statusCode()).isEqualTo(200);
        assertThat(saas.authenticate("other-key").statusCode()).isEqualTo(418);
        saas.control("DELETE", "/faults/" + byEnvironment, "");

        saas.fault("{\"match\": {\"sdkKey\": \"" + CLIENT_KEY + "\"}" + status);
        assertThat(saas.authenticate(CLIENT_KEY).statusCode()).isEqualTo(418);
        assertThat(saas.read("/feature-configs").statusCode()).isEqualTo(200);
        assertThat(saas.control("GET", "/faults", "").body()).doesNotContain(CLIENT_KEY);
    }

    @Test
    void a_delay_is_waited_before_the_answer() {
        saas.fault("{\"action\": {\"type\": \"delay\", \"ms\": 200}}");
        var start = System.nanoTime();

        assertThat(saas.authenticate(SERVER_KEY).statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void a_hanging_request_is_answered_once_the_fault_is_removed() {
        var request = saas.readRequest("/feature-configs");
        var fault = saas.fault("{\"action\": {\"type\": \"hang\"}}");
        var answer = saas.sendLater(request);
        until("the request hangs", () -> hits(fault) == 1);
        assertThat(answer).isNotDone();

        saas.control("DELETE", "/faults/" + fault, "");

        assertThat(answer.join().statusCode()).isEqualTo(200);
    }

    @Test
    void a_reset_connection_gives_no_answer() {
        saas.fault(
                "{\"action\": {\"type\": \"reset\"}, \"match\": {\"path\": \"/api/1.0/client/auth\"}}");

        assertThatThrownBy(() -> saas.authenticate(SERVER_KEY))
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void garbage_is_answered_with_200_and_broken_json() {
        var request = saas.readRequest("/feature-configs");
        saas.fault("{\"action\": {\"type\": \"garbage\"}}");
        var answer = saas.send(request);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> json(answer)).hasMessageContaining("end-of-input");
    }

    @Test
    void stale_reads_lag_behind_by_changes() {
        saas.sample("POST", "/flags/dark_mode/toggle", "");
        saas.sample("DELETE", "/flags/banner", "");
        saas.sample("POST", "/flags/dark_mode/toggle", "");
        saas.fault("{\"action\": {\"type\": \"stale\", \"changes\": 2}}");

        assertThat(json(saas.read("/feature-configs/dark_mode")).path("version").asInt())
                .isEqualTo(2);
        assertThat(saas.read("/feature-configs/banner").statusCode()).isEqualTo(200);
        assertThat(json(saas.read("/feature-configs"))).hasSize(5);
        assertThat(json(saas.sample("GET", "/flags/dark_mode", "")).path("version").asInt())
                .as("the control API tells the truth")
                .isEqualTo(3);
    }

    @Test
    void stale_reads_lag_behind_by_time_but_never_before_the_seed() {
        saas.sample("POST", "/flags/dark_mode/toggle", "");
        var fault = saas.fault("{\"action\": {\"type\": \"stale\", \"ms\": 3600000}}");
        assertThat(json(saas.read("/feature-configs/dark_mode")).path("version").asInt())
                .isEqualTo(1);
        saas.control("DELETE", "/faults/" + fault, "");

        saas.fault("{\"action\": {\"type\": \"stale\", \"ms\": 0}}");
        assertThat(json(saas.read("/feature-configs/dark_mode")).path("version").asInt())
                .isEqualTo(2);
    }

    @Test
    void lists_come_empty_but_single_documents_do_not() {
        saas.fault("{\"action\": {\"type\": \"empty\"}}");

        assertThat(saas.read("/feature-configs").body()).isEqualTo("[]");
        assertThat(saas.read("/target-segments?rules=v2").body()).isEqualTo("[]");
        assertThat(saas.read("/feature-configs/banner").statusCode()).isEqualTo(200);
    }

    @Test
    void lists_come_in_part_and_only_those_that_the_fault_is_for() {
        saas.fault(
                "{\"action\": {\"type\": \"partial\", \"keep\": 2}, \"match\": {\"pathPattern\": \".*/feature-configs\"}}");

        assertThat(json(saas.read("/feature-configs"))).hasSize(2);
        assertThat(json(saas.read("/target-segments?rules=v2"))).hasSize(1);
        assertThat(saas.read("/feature-configs/theme_color").statusCode()).isEqualTo(200);
    }

    @Test
    void a_mute_stream_loses_what_happens_until_the_fault_is_removed() {
        try (var before = saas.stream()) {
            before.next();
            var fault = saas.fault("{\"action\": {\"type\": \"mute\"}}");
            try (var after = saas.stream()) {
                assertThat(after.head()).startsWith("HTTP/1.1 200");
                saas.sample("POST", "/flags/dark_mode/toggle", "");
                until("two hits are counted", () -> hits(fault) == 2);
                saas.control("DELETE", "/faults/" + fault, "");
                saas.sample("POST", "/flags/theme_color/toggle", "");

                assertThat(before.next()).contains("theme_color");
                assertThat(after.next()).contains("theme_color");
            }
        }
    }

    @Test
    void a_cut_resets_open_streams_and_refuses_new_ones() {
        var token = saas.token(SERVER_KEY);
        try (var stream = saas.stream()) {
            stream.next();
            var fault = saas.fault("{\"action\": {\"type\": \"cut\"}}");

            assertThatThrownBy(stream::next).hasMessageContaining("reset");
            assertThatThrownBy(() -> saas.stream(token, SERVER_KEY))
                    .hasCauseInstanceOf(IOException.class);
            assertThat(saas.read("/feature-configs").statusCode()).isEqualTo(200);
            until("two hits are counted", () -> hits(fault) == 2);

            saas.control("DELETE", "/faults", "");
            try (var again = saas.stream()) {
                assertThat(again.next()).isEqualTo(EventStream.HEARTBEAT);
            }
        }
    }

    @Test
    void an_end_closes_open_streams_cleanly_and_lets_new_ones_live() {
        try (var stream = saas.stream()) {
            stream.next();
            saas.fault("{\"action\": {\"type\": \"end\"}}");

            assertThat(stream.next()).isEmpty();
            try (var again = saas.stream()) {
                assertThat(again.next()).isEqualTo(EventStream.HEARTBEAT);
                saas.sample("POST", "/flags/dark_mode/toggle", "");
                assertThat(again.next()).contains("dark_mode");
            }
        }
    }

    @Test
    void dice_with_the_same_seed_fall_the_same_way() {
        List<List<Integer>> runs = new ArrayList<>();
        for (var run = 0; run < 2; run++) {
            var fault =
                    saas.fault(
                            "{\"probability\": 0.5, \"seed\": 42, \"action\": {\"type\": \"status\", \"code\": 500}}");
            var statuses = new ArrayList<Integer>();
            for (var i = 0; i < 40; i++) {
                statuses.add(saas.authenticate(SERVER_KEY).statusCode());
            }
            runs.add(statuses);
            saas.control("DELETE", "/faults/" + fault, "");
        }

        assertThat(runs.get(0)).isEqualTo(runs.get(1)).contains(200, 500);
    }

    @Test
    void faults_are_listed_as_they_were_given_with_their_counters() {
        saas.fault(
                """
                {"id": "slow", "match": {"method": "GET", "environment": "%s"}, "times": 3,
                 "action": {"type": "delay", "ms": 1}}
                """
                        .formatted(ENVIRONMENT));
        saas.read("/feature-configs");

        assertThat(saas.control("GET", "/faults", "").body())
                .isEqualTo(
                        "[{\"id\":\"slow\",\"match\":{\"method\":\"GET\",\"environment\":\""
                                + ENVIRONMENT
                                + "\"},\"action\":{\"type\":\"delay\",\"ms\":1},\"probability\":1.0,\"seed\":0,\"remaining\":2,\"hits\":1}]");
        assertThat(
                        saas.control(
                                        "POST",
                                        "/faults",
                                        "{\"id\":\"slow\",\"action\":{\"type\":\"hang\"}}")
                                .statusCode())
                .isEqualTo(409);
        assertThat(saas.control("DELETE", "/faults/slow", "").statusCode()).isEqualTo(204);
        assertThat(saas.control("DELETE", "/faults/slow", "").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | action must be a JSON object",
                "{\"action\":{\"type\":\"explode\"}} | action.type is explode",
                "{\"action\":{\"type\":\"delay\"}} | action.ms must be a whole number",
                "{\"action\":{\"type\":\"status\",\"code\":99}} | action.code must be 200 to 599",
                "{\"action\":{\"type\":\"hang\",\"ms\":1}} | unknown field 'ms'",
                "{\"action\":{\"type\":\"hang\"},\"match\":{\"pth\":\"/\"}} | unknown field 'pth'",
                "{\"action\":{\"type\":\"hang\"},\"match\":{\"pathPattern\":\"(\"}} | match.pathPattern",
                "{\"action\":{\"type\":\"hang\"},\"times\":0} | times must be 1 or more",
                "{\"action\":{\"type\":\"hang\"},\"probability\":2} | probability must be"
            })
    void a_fault_that_makes_no_sense_is_refused(String fault, String reason) {
        var answer = saas.control("POST", "/faults", fault);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("message").asText()).contains(reason);
    }
}

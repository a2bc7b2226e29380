package io.flaghoist.saas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.saas.ScriptedSaas.Reaction;
import io.flaghoist.service.Supervisor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTest {
    private static Answer<JsonNode> json(Reaction reaction) throws IOException {
        try (var saas = new ScriptedSaas(_ -> reaction)) {
            return saas.http.json("the list", new Request.Builder().url(saas.url()).build());
        }
    }

    private static Answer<Reply> reply(Reaction reaction) throws IOException {
        try (var saas = new ScriptedSaas(_ -> reaction)) {
            return saas.http.reply("a post", new Request.Builder().url(saas.url()).build());
        }
    }

    private static Failure failure(Reaction reaction) throws IOException {
        return json(reaction) instanceof Answer.Failed<JsonNode>(_, var why)
                ? why
                : new Failure.Unreadable("no failure");
    }

    @Test
    void json_is_fetched() throws Exception {
        assertThat(json(Reaction.of(200, "{\"a\":1}")))
                .isInstanceOfSatisfying(
                        Answer.Fetched.class,
                        fetched -> assertThat(fetched.value()).hasToString("{\"a\":1}"));
    }

    @Test
    void each_status_is_a_failure_of_its_kind() throws Exception {
        assertThat(failure(Reaction.of(404, "{}"))).isEqualTo(new Failure.NotFound());
        for (int status : new int[] {400, 401, 403, 409, 204, 206}) {
            assertThat(failure(Reaction.of(status, ""))).isEqualTo(new Failure.Refused(status));
        }
        for (int status : new int[] {408, 429, 500, 502, 503}) {
            assertThat(failure(Reaction.of(status, "")))
                    .isEqualTo(new Failure.RetryLater(status, Optional.empty()));
        }
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        try (var saas =
                new ScriptedSaas(_ -> new Reaction(302, Map.of("Location", "/elsewhere"), ""))) {
            var answer = saas.http.json("it", new Request.Builder().url(saas.url()).build());

            assertThat(answer)
                    .isInstanceOfSatisfying(
                            Answer.Failed.class,
                            failed -> assertThat(failed.words()).isEqualTo("it refused with 302"));
            assertThat(saas.requests()).hasSize(1);
        }
    }

    @Test
    void retry_after_counts_in_seconds_only() throws Exception {
        assertThat(failure(new Reaction(429, Map.of("Retry-After", "7"), "")).retryAfter())
                .contains(Duration.ofSeconds(7));
        for (String other :
                new String[] {"Wed, 21 Oct 2026 07:28:00 GMT", "-1", "1.5", "9999999"}) {
            assertThat(failure(new Reaction(503, Map.of("Retry-After", other), "")).retryAfter())
                    .isEmpty();
        }
    }

    @Test
    void a_body_beyond_the_limit_or_not_json_is_unreadable() throws Exception {
        assertThat(failure(Reaction.of(200, "[" + " ".repeat(1_000) + "]")))
                .isEqualTo(new Failure.Unreadable("larger than 1000 bytes"));
        assertThat(failure(Reaction.of(200, "<html>"))).isInstanceOf(Failure.Unreadable.class);
    }

    @Test
    void a_server_that_is_gone_or_silent_cannot_be_reached() throws Exception {
        int port;
        // Takes connections, and never reads from them.
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = silent.getLocalPort();
            assertThat(impatiently(port)).startsWith("it cannot be reached");
        }
        assertThat(impatiently(port)).startsWith("it cannot be reached");
    }

    private static String impatiently(int port) {
        var limit = Duration.ofMillis(200);
        try (var http =
                new Http(
                        "test",
                        new Http.Limits(limit, limit, limit, 1_000),
                        Supervisor.unobserved())) {
            var request = new Request.Builder().url("http://127.0.0.1:" + port).build();
            return switch (http.json("it", request)) {
                case Answer.Fetched<JsonNode>(var tree) -> tree.toString();
                case Answer.Failed<JsonNode> failed -> failed.words();
            };
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204, 400, 405, 413})
    void an_answer_that_will_be_the_same_another_time_is_a_reply(int status) throws Exception {
        assertThat(reply(Reaction.of(status, "")))
                .isEqualTo(new Answer.Fetched<>(new Reply(status, "")));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 408, 429, 500, 503})
    void what_may_be_accepted_later_and_refused_credentials_are_failures(int status)
            throws Exception {
        assertThat(reply(Reaction.of(status, ""))).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void of_a_long_reply_only_the_beginning_is_kept() throws Exception {
        assertThat(reply(Reaction.of(400, "x".repeat(10_000))))
                .isEqualTo(new Answer.Fetched<>(new Reply(400, "x".repeat(4_096))));
    }

    @Test
    void only_some_refusals_are_about_the_content() {
        assertThat(new Reply(400, "").isAboutTheContent()).isTrue();
        assertThat(new Reply(413, "").isAboutTheContent()).isTrue();
        assertThat(new Reply(405, "").isAboutTheContent()).isFalse();
        assertThat(new Reply(407, "").isAboutTheContent()).isFalse();
        assertThat(new Reply(202, "").isAboutTheContent()).isFalse();
        assertThat(new Reply(202, "").isAccepted()).isTrue();
        assertThat(new Reply(302, "").isAccepted()).isFalse();
    }
}

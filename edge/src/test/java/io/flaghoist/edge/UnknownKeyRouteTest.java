package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dropwizard.util.Duration;
import io.flaghoist.follower.Freshness;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.testkit.fixture.LogFixture;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An SDK that gets 401 never asks again: no key that may exist is refused. */
class UnknownKeyRouteTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";
    private static final int MAX_PER_ADDRESS = 8;

    private final TestEdge edge =
            TestEdge.letting(new UnknownKeySettings(Duration.seconds(20), 100, MAX_PER_ADDRESS));
    private final LogFixture log = log(ENV).serverKey("key").flag(flag("f")).complete();

    @BeforeEach
    void nothing_is_proven() {
        edge.follow(log);
        edge.follower.freshness = _ -> FakeFollower.unproven(Freshness.Cause.NO_HEARTBEATS);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private CompletableFuture<HttpResponse<String>> ask(String rawKey) {
        return edge.http.sendAsync(
                edge.request("/client/auth")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"apiKey\":\"" + rawKey + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String metric(String name) throws Exception {
        return edge.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("none");
    }

    private void waiting(int requests) {
        await().untilAsserted(() ->
                assertThat(metric("flaghoist_edge_unknown_keys_waiting"))
                        .isEqualTo(requests + ".0"));
    }

    @Test
    void a_new_key_is_let_in_as_soon_as_it_is_applied() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = ask("new");
        waiting(1);

        edge.follow(log.serverKey("new"));

        assertThat(answer.get().statusCode()).isEqualTo(200);
        assertThat(answer.get().body()).contains("authToken");
        await().untilAsserted(() ->
                assertThat(metric("flaghoist_edge_unknown_keys_total{outcome=\"found\"}"))
                        .isEqualTo("1.0"));
    }

    @Test
    void a_key_that_a_later_list_does_not_have_is_refused() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = ask("wrong");
        waiting(1);

        edge.follower.freshness = it -> FakeFollower.fresh(edge.follower.heartbeat(it));

        assertThat(answer.get().statusCode()).isEqualTo(401);
    }

    @Test
    void a_token_of_a_key_that_is_new_here_waits_too_and_is_served() throws Exception {
        String token;
        try (TestEdge other = TestEdge.start()) {
            other.follow(log(ENV).serverKey("key").serverKey("new").complete());
            token = other.token("new");
        }
        CompletableFuture<HttpResponse<String>> flags =
                edge.http.sendAsync(
                        edge.request(TestEdge.list(new EnvironmentId(ENV)))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        CompletableFuture<HttpResponse<String>> metrics =
                edge.http.sendAsync(
                        edge.request("/metrics/" + ENV)
                                .header("Authorization", "Bearer " + token)
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        waiting(2);

        edge.follow(log.serverKey("new"));

        assertThat(flags.get().statusCode()).isEqualTo(200);
        assertThat(flags.get().body()).contains("\"feature\":\"f\"");
        assertThat(metrics.get().statusCode()).isEqualTo(200);
    }

    @Test
    void so_many_of_an_address_wait_and_the_next_is_told_to_come_again_at_once() throws Exception {
        var waiting = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < MAX_PER_ADDRESS; i++) {
            waiting.add(ask("new-" + i));
        }
        waiting(MAX_PER_ADDRESS);

        HttpResponse<String> turnedAway = edge.auth("another");

        assertThat(turnedAway.statusCode()).isEqualTo(500);
        assertThat(turnedAway.headers().firstValue("retry-after")).isPresent();
        assertThat(edge.auth("key").statusCode()).as("known keys are not concerned").isEqualTo(200);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        await().untilAsserted(() ->
                assertThat(metric("flaghoist_edge_unknown_keys_total{outcome=\"no_room_address\"}"))
                        .isEqualTo("1.0"));
        for (int i = 0; i < MAX_PER_ADDRESS; i++) {
            edge.follow(log.serverKey("new-" + i));
        }
        for (CompletableFuture<HttpResponse<String>> answer : waiting) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "tab\\tbed", "schlüssel", "\\u0000"})
    void what_cannot_be_a_key_is_refused_at_once(String malformed) throws Exception {
        assertThat(edge.auth(malformed).statusCode()).isEqualTo(401);
        assertThat(edge.auth("k".repeat(257)).statusCode()).isEqualTo(401);
        assertThat(metric("flaghoist_edge_auth_refused_total{reason=\"malformed_key\"}"))
                .isEqualTo("2.0");
    }

    @Test
    void the_longest_key_that_can_be_waits_like_any_other() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = ask("k".repeat(256));

        waiting(1);
        edge.running.close();
        assertThat(answer.get().statusCode()).isEqualTo(500);
    }

    @Test
    void a_key_whose_removal_was_applied_is_refused_at_once_also_after_a_restart()
            throws Exception {
        String token = edge.token("key");
        edge.follow(log.revoked("key"));

        assertThat(edge.auth("key").statusCode()).isEqualTo(401);
        assertThat(edge.get(TestEdge.list(new EnvironmentId(ENV)), token).statusCode())
                .isEqualTo(401);
        try (TestEdge restarted = TestEdge.start()) {
            restarted.follower.settled = false;
            restarted.environments.replace(log.image()); // as from its snapshot
            assertThat(restarted.auth("key").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void a_key_that_is_there_again_is_not_refused_because_it_once_was_removed() throws Exception {
        edge.follow(log.revoked("key"));
        edge.follow(log.serverKey("key"));

        assertThat(edge.auth("key").statusCode()).isEqualTo(200);
    }

    @Test
    void keys_of_an_environment_that_never_was_complete_are_not_refused() throws Exception {
        edge.follow(log("new").serverKey("early"));

        HttpResponse<String> answer = edge.auth("early");

        assertThat(answer.statusCode()).isEqualTo(500);
    }

    @Test
    void an_edge_that_stops_answers_those_who_wait() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> waiting = List.of(ask("a"), ask("b"));
        waiting(2);

        edge.running.close();

        for (CompletableFuture<HttpResponse<String>> answer : waiting) {
            assertThat(answer.get().statusCode()).isEqualTo(500);
        }
    }

    @Test
    void the_record_of_an_environment_that_is_lost_alone_refuses_nobody() throws Exception {
        String token = edge.token("key");
        edge.follow(log.removed(new DocumentKey.OfEnvironment()));

        assertThat(edge.get(TestEdge.list(new EnvironmentId(ENV)), token).statusCode())
                .isEqualTo(500);
    }
}

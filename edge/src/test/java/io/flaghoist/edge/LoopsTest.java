package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.follower.Freshness;
import io.flaghoist.schemas.json.Json;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thread of the edge that hangs is told in health and in metrics, and so is one that fails. */
class LoopsTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";

    private final TestEdge edge = TestEdge.start();

    @AfterEach
    void stop() {
        edge.close();
    }

    private JsonNode health() throws Exception {
        return Json.read(edge.get("/health").body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"edge-watch", "edge-unknown-keys", "edge-metrics-1", "edge-usage"})
    void a_thread_that_hangs_turns_health_red_until_it_goes_on(String thread) throws Exception {
        edge.follow(log(ENV).serverKey("key").flag(flag("f")).complete());
        try (var blocked = new BlockedThread(thread)) {
            var beats = edge.follower.freshness;
            edge.follower.freshness =
                    it -> {
                        blocked.here();
                        return beats.apply(it);
                    };
            edge.clock.onMillis(blocked::here);
            edge.edge().usageWorkers().execute(blocked::here);
            String token = edge.token("key");
            var _ =
                    CompletableFuture.runAsync(() -> {
                        try {
                            edge.send(
                                    edge.request("/metrics/" + ENV)
                                            .header("Authorization", "Bearer " + token)
                                            .POST(
                                                    java.net.http.HttpRequest.BodyPublishers
                                                            .ofString(METRICS)));
                            edge.auth("unknown");
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    });
            await().until(blocked::hasArrived);
            assertThat(health().at("/problems")).as("within its deadline").isEmpty();

            edge.supervisedLater.addAndGet(Duration.ofMinutes(2).toNanos());

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> {
                        assertThat(health().at("/ok").asBoolean()).isFalse();
                        assertThat(health().at("/problems"))
                                .hasSize(1); // those that rest come round
                        assertThat(health().at("/problems/0/what").asText())
                                .contains(thread, "no progress");
                        assertThat(health().at("/problems/0/meanwhile").asText()).isNotEmpty();
                        assertThat(edge.get("/metrics").body())
                                .contains("flaghoist_loops_failing 1.0");
                    });
        }
        await().untilAsserted(() -> assertThat(health().at("/problems")).isEmpty());
    }

    private static final String METRICS =
            "{\"metricsData\":[{\"timestamp\":1,\"count\":1,\"metricsType\":\"FFMETRICS\",\"attributes\":["
                    + "{\"key\":\"featureIdentifier\",\"value\":\"f\"},{\"key\":\"featureName\",\"value\":\"f\"},"
                    + "{\"key\":\"variationIdentifier\",\"value\":\"on\"},{\"key\":\"featureValue\",\"value\":\"true\"},"
                    + "{\"key\":\"SDK_TYPE\",\"value\":\"server\"},{\"key\":\"SDK_VERSION\",\"value\":\"1\"},"
                    + "{\"key\":\"SDK_LANGUAGE\",\"value\":\"java\"},{\"key\":\"target\",\"value\":\"__global__cf_target\"}]}]}";

    @Test
    void a_thread_that_fails_turns_health_red_and_goes_on() throws Exception {
        edge.follow(log(ENV).serverKey("key").flag(flag("f")).complete());
        var beats = edge.follower.freshness;
        edge.follower.freshness = it -> failingOn("edge-watch", beats.apply(it));

        await().untilAsserted(() -> {
            assertThat(health().at("/problems/0/what").asText()).contains("edge-watch fails");
            assertThat(health().at("/ok").asBoolean()).isFalse();
        });
        assertThat(edge.get("/metrics").body())
                .doesNotContain("flaghoist_loop_failures_total{loop=\"edge-watch\"} 0.0");
        edge.follower.freshness = beats;

        await().untilAsserted(() -> assertThat(health().at("/ok").asBoolean()).isTrue());
    }

    private static Freshness failingOn(String thread, Freshness otherwise) {
        if (Thread.currentThread().getName().equals(thread)) {
            throw new IllegalStateException("a defect");
        }
        return otherwise;
    }

    @Test
    void every_loop_has_its_count_from_the_start() throws Exception {
        assertThat(edge.get("/metrics").body())
                .contains(
                        "flaghoist_loop_failures_total{loop=\"edge-watch\"} 0.0",
                        "flaghoist_loop_failures_total{loop=\"edge-fan-out\"} 0.0",
                        "flaghoist_loop_failures_total{loop=\"edge-heartbeats\"} 0.0",
                        "flaghoist_loop_failures_total{loop=\"edge-stream-gaps\"} 0.0",
                        "flaghoist_loop_failures_total{loop=\"edge-unknown-keys\"} 0.0",
                        "flaghoist_loop_failures_total{loop=\"edge-metrics\"} 0.0",
                        "flaghoist_loop_failures_total{loop=\"edge-usage\"} 0.0",
                        "flaghoist_loops_failing 0.0");
    }
}

package io.flaghoist.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.simulator.fault.Fault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.FaultMatch;
import io.flaghoist.simulator.state.MetricsInbox;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.broker.SharedBroker;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From an edge's group to SaaS, which does not always want it. */
class PostingTest {
    private static final String METRICS = "/events/api/1.0/metrics";

    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    @TempDir private Path folder = Path.of(".");
    private World world;

    @BeforeEach
    void begin() throws Exception {
        world = new World(kafka.bootstrapServers(), kafka.newTopicPrefix(), folder);
        world.createTopics();
    }

    @AfterEach
    void end() {
        world.close();
    }

    private FaultMatch metricsOf(SaasEnvironment environment) {
        return FaultMatch.path(METRICS).inEnvironment(environment.names().id());
    }

    private static FaultAction status(int code) {
        return new FaultAction.Status(code, OptionalInt.empty(), Optional.of("{\"why\":\"test\"}"));
    }

    @Test
    void what_edges_counted_arrives_summed_and_as_relays_send_it() throws Exception {
        SaasEnvironment saas = world.environment("key-1");
        RunningAggregator aggregator = world.started(world.settings("key-1"));
        world.send(saas, "dark", 3);
        world.send(saas, "dark", 4);
        world.send(saas, "light", 1);

        World.await(() -> World.told(saas).equals(Map.of("dark", 7L, "light", 1L)));

        MetricsInbox.Post post = saas.metrics().snapshot().posts().getFirst();
        assertThat(post.headers())
                .containsEntry("Harness-EnvironmentID", saas.names().id())
                .containsEntry("Harness-SDK-Info", "Proxy 0.1.0");
        assertThat(post.headers().get("Harness-AccountID")).isNotEmpty();
        JsonNode entry = post.payload().path("metricsData").path(0);
        assertThat(entry.path("metricsType").asText()).isEqualTo("FFMETRICS");
        assertThat(World.attribute(entry, "target")).isEqualTo("__global__cf_target");
        assertThat(World.attribute(entry, "SDK_LANGUAGE")).isEqualTo("java");
        World.await(() -> aggregator.metric("evaluations_posted_total", saas.names().id()) == 8);
        World.await(() ->
                aggregator
                        .get("/metrics")
                        .body()
                        .contains(
                                "ff_proxy_metrics_forwarded_total{envID=\"%s\",error=\"false\"}"
                                        .formatted(saas.names().id())));
    }

    @Test
    void nothing_is_lost_while_saas_fails_and_no_other_environment_waits() throws Exception {
        SaasEnvironment bad = world.environment("key-bad");
        SaasEnvironment good = world.environment("key-good");
        RunningAggregator aggregator = world.started(world.settings("key-bad", "key-good"));
        var failing = world.saas.faults().add(Fault.of(metricsOf(bad), status(503)));
        world.send(bad, "dark", 1);
        World.await(() -> failing.hits() > 2);
        world.send(bad, "dark", 10);
        world.send(good, "dark", 100);

        World.await(() -> World.told(good).equals(Map.of("dark", 100L)));
        String id = bad.names().id();
        World.await(() -> environment(aggregator, id).toString().contains("answered 503"));
        World.await(() -> environment(aggregator, id).path("pendingBatches").asInt() == 2);
        World.await(() -> environment(aggregator, id).path("firstLossAt").isTextual());
        assertThat(World.told(bad)).isEmpty();
        awaitTheLaw(aggregator, bad, 0);

        world.saas.faults().clear();
        World.await(() -> World.told(bad).equals(Map.of("dark", 11L)));
        World.await(() -> !environment(aggregator, id).toString().contains("answered 503"));
        World.await(() -> aggregator.metric("evaluations_pending", id) == 0);
        awaitTheLaw(aggregator, bad, 0);
    }

    private static JsonNode environment(RunningAggregator aggregator, String id) throws Exception {
        for (JsonNode environment : aggregator.health().path("environments")) {
            if (environment.path("environment").asText().equals(id)) {
                return environment;
            }
        }
        return Json.object();
    }

    /** Its counters are read one after the other, while the aggregator may be counting. */
    private static void awaitTheLaw(
            RunningAggregator aggregator, SaasEnvironment environment, long duplicate) {
        Awaitility.await().untilAsserted(() -> assertTheLaw(aggregator, environment, duplicate));
    }

    /** received = duplicate + windowed + pending + posted + rejected + dropped. */
    private static void assertTheLaw(
            RunningAggregator aggregator, SaasEnvironment environment, long duplicate)
            throws Exception {
        String id = environment.names().id();
        long merged = aggregator.metric("evaluations_merged_total", id);
        long batched = aggregator.metric("evaluations_batched_total", id);
        long windowed = aggregator.metric("evaluations_windowed", id);
        assertThat(aggregator.metric("evaluations_received_total", id)).isPositive();
        assertThat(aggregator.metric("evaluations_duplicate_total", id)).isEqualTo(duplicate);
        assertThat(aggregator.metric("evaluations_received_total", id))
                .isEqualTo(duplicate + merged);
        assertThat(merged).isEqualTo(batched + windowed);
        assertThat(batched)
                .isEqualTo(
                        aggregator.metric("evaluations_posted_total", id)
                                + aggregator.metric("evaluations_pending", id)
                                + aggregator.metric("evaluations_rejected_total", id)
                                + aggregator.metric("evaluations_dropped_total", id));
    }

    @Test
    void a_token_that_is_refused_is_renewed() throws Exception {
        SaasEnvironment saas = world.environment("key-1");
        world.started(world.settings("key-1"));
        var refusing = world.saas.faults().add(Fault.of(metricsOf(saas), status(401)).times(1));
        world.send(saas, "dark", 3);

        World.await(() -> World.told(saas).equals(Map.of("dark", 3L)));

        World.await(() -> refusing.hits() == 1);
        World.await(() -> saas.metrics().snapshot().received() == 1);
    }

    @Test
    void retry_after_is_heeded() throws Exception {
        SaasEnvironment saas = world.environment("key-1");
        RunningAggregator aggregator = world.started(world.settings("key-1"));
        var limit = new FaultAction.Status(429, OptionalInt.of(2), Optional.empty());
        var limiting = world.saas.faults().add(Fault.of(metricsOf(saas), limit).times(1));
        world.send(saas, "dark", 3);
        World.await(() -> limiting.hits() == 1);
        long refusedAt = System.nanoTime();

        World.await(() -> World.told(saas).equals(Map.of("dark", 3L)));

        assertThat(System.nanoTime() - refusedAt).isGreaterThan(1_500_000_000L);
        World.await(() -> aggregator.metric("post_retries_total", saas.names().id()) == 1);
    }

    @Test
    void what_saas_will_never_take_goes_to_the_topic_of_rejected_batches_and_holds_up_nothing()
            throws Exception {
        SaasEnvironment saas = world.environment("key-1");
        RunningAggregator aggregator = world.started(world.settings("key-1"));
        world.saas.faults().add(Fault.of(metricsOf(saas), status(400)).times(1));
        world.send(saas, "bad", 5);
        String id = saas.names().id();
        World.await(() -> aggregator.metric("evaluations_rejected_total", id) == 5);
        var again = world.group(saas, "dark", 7);
        world.send(again);
        world.send(again);

        World.await(() -> World.told(saas).equals(Map.of("dark", 7L)));

        World.await(() -> world.rejected().size() == 1);
        assertThat(world.rejected())
                .singleElement()
                .satisfies(rejected -> {
                    assertThat(rejected.status()).isEqualTo(400);
                    assertThat(rejected.answer()).isEqualTo("{\"why\":\"test\"}");
                    assertThat(rejected.batch().evaluations()).isEqualTo(5);
                });
        World.await(() -> aggregator.metric("evaluations_posted_total", id) == 7);
        World.await(() -> aggregator.metric("evaluations_pending", id) == 0);
        awaitTheLaw(aggregator, saas, 7);
    }

    @Test
    void an_environment_without_a_key_is_named_and_left_for_whoever_has_one() throws Exception {
        SaasEnvironment saas = world.environment("key-1");
        SaasEnvironment other = world.environment("key-2");
        RunningAggregator first = world.started(world.settings("key-1"));
        world.send(other, "dark", 3);
        World.await(() -> first.health().path("withoutKey").path(0).isTextual());
        assertThat(first.health().path("withoutKey").path(0).asText())
                .isEqualTo(other.names().id());
        World.await(() -> first.metric("evaluations_batched_total", other.names().id()) == 3);

        world.started(world.settings("key-2"));

        World.await(() -> World.told(other).equals(Map.of("dark", 3L)));
        assertThat(World.told(saas)).isEmpty();
    }

    @Test
    void a_duration_of_0_leaves_metrics_on_their_topic() throws Exception {
        SaasEnvironment saas = world.environment("key-1");
        RunningAggregator off =
                world.started(world.settings("key-1").with("window", "length", "0s"));
        world.send(saas, "dark", 3);
        assertThat(off.health().path("posting").asBoolean(true)).isFalse();
        World.await(
                () -> off.health().path("aggregation").path("state").asText().equals("WAITING"));
        world.stop(off);

        world.started(world.settings("key-1"));

        World.await(() -> World.told(saas).equals(Map.of("dark", 3L)));
    }
}

package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.follower.Freshness;
import io.flaghoist.follower.ProofExceptions;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatException;
import io.flaghoist.service.Problem;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";
    private final TestEdge edge = TestEdge.start();

    @AfterEach
    void stop() {
        edge.close();
    }

    private JsonNode health() throws Exception {
        return Json.read(edge.get("/health").body());
    }

    private void serving() {
        edge.follow(log(ENV).serverKey("key").flag(flag("f")).complete());
    }

    private void is(Function<EnvironmentId, Freshness> freshness) {
        edge.follower.freshness = freshness;
    }

    @Test
    void health_keeps_the_fields_of_ff_proxy_and_tells_of_each_environment() throws Exception {
        serving();
        var held =
                new HeartbeatException(
                        new DocumentKey.OfFlag("g"), HeartbeatException.Kind.HELD, "of 40");
        is(it ->
                FakeFollower.fresh(
                        edge.follower.heartbeat(it, Heartbeat.Upstream.STREAMING, held)));

        JsonNode health = health();

        assertThat(health.at("/node").asText()).isEqualTo("edge");
        assertThat(health.at("/ok").asBoolean()).isTrue();
        assertThat(health.at("/configStatus/state").asText()).isEqualTo("SYNCED");
        assertThat(health.at("/configStatus/since").asLong()).isGreaterThan(1_700_000_000_000L);
        assertThat(health.at("/streamStatus/state").asText()).isEqualTo("CONNECTED");
        assertThat(health.at("/cacheStatus").asText()).isEqualTo("healthy");
        assertThat(health.at("/environments/0"))
                .hasToString(
                        ("{'id':'"
                                        + ENV
                                        + "','state':'SERVING','stale':false,'freshnessSeconds':1.5,"
                                        + "'caughtUp':true,'behind':0,'revision':3,'epoch':1,'ownerRevision':3,"
                                        + "'upstream':{'state':'STREAMING','since':4711,'saidBy':'ingest-1'},"
                                        + "'exceptions':[{'document':'flag/g','kind':'held','reason':'of 40'}],'exceptionCount':1}")
                                .replace('\'', '"'));
        assertThat(health.at("/quarantined/0/reason").asText()).isEqualTo("not JSON");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"NONE", "UPSTREAM_SILENT"},
            mode = EnumSource.Mode.EXCLUDE)
    void nothing_is_green_whatever_makes_it_stale(Freshness.Cause cause) throws Exception {
        serving();
        Heartbeat said = edge.follower.heartbeat(new EnvironmentId(ENV));
        is(_ -> FakeFollower.stale(cause, Duration.ofSeconds(75), said));

        JsonNode health = health();

        assertThat(health.at("/ok").asBoolean()).isFalse();
        assertThat(health.at("/stale").asBoolean()).isTrue();
        assertThat(health.at("/configStatus/state").asText()).isEqualTo("FAILED_TO_SYNC");
        assertThat(health.at("/streamStatus/state").asText()).isEqualTo("DISCONNECTED");
        assertThat(health.at("/cacheStatus").asText()).isEqualTo("unhealthy");
        assertThat(health.at("/environments/0/problem"))
                .hasToString(
                        "{'cause':'%s','what':'that is %s','since':'1970-01-01T00:00:00Z'}"
                                .formatted(cause, cause)
                                .replace('\'', '"'));
        assertThat(metric("flaghoist_edge_stale")).isEqualTo("1.0");
        assertThat(metric("flaghoist_edge_freshness_seconds")).isEqualTo("75.0");
        assertThat(edge.get("/health").statusCode()).as("it serves").isEqualTo(200);
        assertThat(edge.get(TestEdge.list(new EnvironmentId(ENV)), edge.token("key")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void an_owner_that_falls_silent_is_told_before_anything_is_stale() throws Exception {
        serving();
        Heartbeat last = edge.follower.heartbeat(new EnvironmentId(ENV));
        is(_ ->
                new Freshness(
                        Optional.of(Duration.ofSeconds(20)),
                        false,
                        Freshness.Cause.NO_HEARTBEATS,
                        "no heartbeats",
                        Optional.of(Instant.EPOCH),
                        Optional.of(last),
                        Optional.empty(),
                        ProofExceptions.of(last)));

        JsonNode health = health();

        assertThat(health.at("/ok").asBoolean()).isFalse();
        assertThat(health.at("/stale").asBoolean()).isFalse();
        assertThat(health.at("/streamStatus/state").asText()).isEqualTo("DISCONNECTED");
        assertThat(health.at("/environments/0/upstream/state").asText()).isEqualTo("UNKNOWN");
    }

    @Test
    void problems_of_the_follower_are_told_with_what_to_check() throws Exception {
        serving();
        edge.follower.problems =
                List.of(new Problem("cannot write: disk full", Instant.EPOCH, "it serves", "df"));
        edge.follower.snapshotAge = Optional.of(Duration.ofMinutes(2));

        JsonNode health = health();

        assertThat(health.at("/ok").asBoolean()).isFalse();
        assertThat(health.at("/problems/0"))
                .hasToString(
                        "{'what':'cannot write: disk full','since':'1970-01-01T00:00:00Z','meanwhile':'it serves','check':'df'}"
                                .replace('\'', '"'));
        assertThat(health.at("/snapshots/ageSeconds").asDouble()).isEqualTo(120);
        assertThat(edge.get("/metrics").body())
                .contains(
                        "flaghoist_edge_problems 1.0", "flaghoist_edge_snapshot_age_seconds 120.0");
    }

    @Test
    void a_silent_upstream_leaves_the_log_in_sync_and_all_else_red() throws Exception {
        serving();
        Heartbeat said = edge.follower.heartbeat(new EnvironmentId(ENV), Heartbeat.Upstream.DOWN);
        is(_ -> FakeFollower.stale(Freshness.Cause.UPSTREAM_SILENT, Duration.ofSeconds(75), said));

        JsonNode health = health();

        assertThat(health.at("/configStatus/state").asText()).isEqualTo("SYNCED");
        assertThat(health.at("/streamStatus/state").asText()).isEqualTo("DISCONNECTED");
        assertThat(health.at("/cacheStatus").asText()).isEqualTo("unhealthy");
        assertThat(health.at("/environments/0/upstream/state").asText()).isEqualTo("DOWN");
    }

    @Test
    void the_last_word_of_one_who_is_silent_is_not_told_as_his_present_state() throws Exception {
        serving();
        Heartbeat longAgo =
                edge.follower.heartbeat(
                        new EnvironmentId(ENV),
                        1,
                        Instant.now().minusSeconds(40),
                        Optional.empty(),
                        Heartbeat.Upstream.STREAMING,
                        List.of());
        is(_ -> FakeFollower.fresh(longAgo));

        JsonNode upstream = health().at("/environments/0/upstream");

        assertThat(upstream.at("/state").asText()).isEqualTo("UNKNOWN");
        assertThat(upstream.at("/lastState").asText()).isEqualTo("STREAMING");
        assertThat(upstream.at("/lastSaidBy").asText()).isEqualTo("ingest-1");
    }

    @Test
    void what_is_unproven_has_no_age_and_an_infinite_one_in_metrics() throws Exception {
        serving();
        is(_ -> FakeFollower.unproven(Freshness.Cause.NO_HEARTBEATS));

        assertThat(health().at("/environments/0").has("freshnessSeconds")).isFalse();
        assertThat(metric("flaghoist_edge_freshness_seconds")).isEqualTo("+Inf");
        assertThat(metric("flaghoist_edge_owner_revision")).isEqualTo("0.0");
    }

    @Test
    void the_worst_environment_comes_first_and_those_that_are_no_more_last() throws Exception {
        final String unproven = "00000000-0000-4000-8000-00000000000a";
        final String stale = "00000000-0000-4000-8000-00000000000b";
        String retired = "00000000-0000-4000-8000-00000000000c";
        serving();
        edge.follow(log(stale).serverKey("b").complete());
        edge.follow(log(unproven).serverKey("a").complete());
        edge.follow(
                log(retired)
                        .serverKey("c")
                        .complete()
                        .revoked("c")
                        .removed(new DocumentKey.OfEnvironment()));
        is(it ->
                switch (it.value()) {
                    case stale ->
                            FakeFollower.stale(
                                    Freshness.Cause.NO_HEARTBEATS,
                                    Duration.ofSeconds(90),
                                    edge.follower.heartbeat(it));
                    case ENV -> FakeFollower.fresh(edge.follower.heartbeat(it));
                    default -> FakeFollower.unproven(Freshness.Cause.NO_HEARTBEATS);
                });

        assertThat(health().at("/environments").findValuesAsText("id"))
                .containsExactly(unproven, stale, ENV, retired);
        assertThat(health().at("/environments/3/state").asText()).isEqualTo("RETIRED");
        assertThat(health().at("/environments/3/stale").asBoolean()).isFalse();
    }

    @Test
    void an_environment_that_is_no_more_makes_nothing_red() throws Exception {
        serving();
        edge.follow(
                log("gone")
                        .serverKey("c")
                        .complete()
                        .revoked("c")
                        .removed(new DocumentKey.OfEnvironment()));
        is(it ->
                it.value().equals(ENV)
                        ? FakeFollower.fresh(edge.follower.heartbeat(it))
                        : FakeFollower.unproven(Freshness.Cause.NO_HEARTBEATS));

        JsonNode health = health();

        assertThat(health.at("/ok").asBoolean()).isTrue();
        assertThat(health.at("/stale").asBoolean()).isFalse();
        assertThat(health.at("/streamStatus/state").asText()).isEqualTo("CONNECTED");
        assertThat(edge.get("/metrics").body())
                .contains("flaghoist_edge_stale{environment=\"gone\"} 0.0");
    }

    @Test
    void after_a_restart_it_names_what_the_proof_on_the_disk_left_out() throws Exception {
        serving();
        var held =
                new HeartbeatException(
                        new DocumentKey.OfFlag("f"), HeartbeatException.Kind.HELD, "waits");
        is(_ ->
                new Freshness(
                        Optional.of(Duration.ofSeconds(20)),
                        false,
                        Freshness.Cause.NONE,
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new ProofExceptions(List.of(held), 1)));

        JsonNode health = health();

        assertThat(health.at("/environments/0/exceptions/0/document").asText()).isEqualTo("flag/f");
        assertThat(health.at("/environments/0/exceptionCount").asInt()).isEqualTo(1);
    }

    @Test
    void an_edge_that_is_behind_its_log_is_not_caught_up() throws Exception {
        serving();
        assertThat(health().at("/caughtUp").asBoolean()).isTrue();

        edge.follower.behind = 3;

        JsonNode health = health();
        assertThat(health.at("/caughtUp").asBoolean()).isFalse();
        assertThat(health.at("/environments/0/caughtUp").asBoolean()).isFalse();
        assertThat(health.at("/environments/0/behind").asInt()).isEqualTo(3);
    }

    @Test
    void an_edge_that_cannot_serve_says_so_in_full() throws Exception {
        edge.follower.caughtUp = false;

        HttpResponse<String> health = edge.get("/health");

        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(Json.read(health.body()).at("/configStatus/state").asText())
                .isEqualTo("FAILED_TO_SYNC");
    }

    @Test
    void an_edge_that_drains_is_not_ready() throws Exception {
        edge.edge().drain();

        HttpResponse<String> ready = edge.get("/ready");

        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(Json.read(ready.body()).at("/state").asText()).isEqualTo("STOPPING");
    }

    private String metric(String name) throws Exception {
        return edge.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{environment=\"" + ENV))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElse("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/ready", "/metrics", "/api/1.0/health"})
    void the_admin_port_tells_the_same_and_nothing_else(String path) throws Exception {
        assertThat(admin(path).statusCode()).isEqualTo(200);
        assertThat(admin("/client/auth").statusCode()).isEqualTo(404);
        assertThat(admin("/threads").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> admin(String path) throws Exception {
        return edge.send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + edge.running.adminPort() + path)));
    }

    @Test
    void requests_are_counted_under_known_labels_only() throws Exception {
        edge.follow(log(ENV).serverKey("key").flag(flag("f")).complete());
        edge.get(TestEdge.list(new EnvironmentId(ENV)), edge.token("key"));
        edge.get("/client/env/made-up/feature-configs");
        edge.get("/made-up");

        await().untilAsserted(() ->
                assertThat(edge.get("/metrics").body())
                        .contains(
                                "ff_proxy_http_requests_total{code=\"200\",envID=\""
                                        + ENV
                                        + "\",url=\"/client/env/:environment_uuid/feature-configs\"} 1.0",
                                "ff_proxy_http_requests_total{code=\"401\",envID=\"other\",url=\"/client/env/:environment_uuid/feature-configs\"} 1.0",
                                "ff_proxy_http_requests_total{code=\"404\",envID=\"other\",url=\"other\"} 1.0",
                                "flaghoist_edge_auth_refused_total{reason=\"no_token\"} 1.0",
                                "flaghoist_edge_revision{environment=\"" + ENV + "\"} 3.0",
                                "ff_proxy_http_requests_duration_count",
                                "ff_http_requests_content_length_histogram_count 1")
                        .doesNotContain("made-up"));
    }

    @Test
    void the_readme_lists_exactly_the_metrics_that_there_are() throws Exception {
        Set<String> listed =
                Pattern.compile("^\\| `((?:ff|flaghoist)_[a-z_]+)`", Pattern.MULTILINE)
                        .matcher(Files.readString(Path.of("README.md")))
                        .results()
                        .map(row -> row.group(1).replaceFirst("_total$", ""))
                        .collect(Collectors.toSet());

        assertThat(edge.edge().meters().registry().scrape().stream())
                .extracting(MetricSnapshot::getMetadata)
                .extracting(metadata -> metadata.getPrometheusName())
                .containsExactlyInAnyOrderElementsOf(listed);
    }
}

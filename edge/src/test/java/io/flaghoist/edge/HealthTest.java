package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.IngestStatus;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";
    private final TestEdge edge = TestEdge.start();

    @AfterEach
    void stop() {
        edge.close();
    }

    private static IngestStatus.OfEnvironment status(IngestStatus.Upstream upstream) {
        return new IngestStatus.OfEnvironment(
                ENV,
                1,
                3,
                3,
                "d",
                upstream,
                4711,
                4712,
                List.of(new IngestStatus.RefusedDocument("flag", "odd", "has no kind")),
                "");
    }

    private JsonNode health() throws Exception {
        return Json.read(edge.get("/health").body());
    }

    @Test
    void health_keeps_the_fields_of_ff_proxy_and_tells_of_each_environment() throws Exception {
        edge.follow(log(ENV).serverKey("key").flag(flag("f")).complete());
        edge.follower.status = Optional.of(status(IngestStatus.Upstream.STREAMING));

        JsonNode health = health();

        assertThat(health.at("/node").asText()).isEqualTo("edge");
        assertThat(health.at("/configStatus/state").asText()).isEqualTo("SYNCED");
        assertThat(health.at("/configStatus/since").asLong()).isGreaterThan(1_700_000_000_000L);
        assertThat(health.at("/streamStatus/state").asText()).isEqualTo("CONNECTED");
        assertThat(health.at("/cacheStatus").asText()).isEqualTo("healthy");
        assertThat(health.at("/environments/0"))
                .hasToString(
                        ("{'id':'"
                                        + ENV
                                        + "','state':'SERVING','caughtUp':true,'behind':0,'revision':3,'epoch':1,"
                                        + "'freshnessSeconds':1.5,'since':4711,'upstream':{'state':'STREAMING','since':4711,'lastReconcileAt':4712},"
                                        + "'refused':[{'domain':'flag','identifier':'odd','reason':'has no kind'}]}")
                                .replace('\'', '"'));
        assertThat(health.at("/quarantined/0/reason").asText()).isEqualTo("not JSON");
    }

    @Test
    void an_outage_shows_and_serves_on() throws Exception {
        edge.follow(log(ENV).serverKey("key").flag(flag("f")).complete());
        edge.follower.status = Optional.of(status(IngestStatus.Upstream.DOWN));
        assertThat(health().at("/streamStatus/state").asText()).isEqualTo("DISCONNECTED");

        edge.follower.sinceContact = Optional.of(Duration.ofMinutes(5));

        assertThat(health().at("/cacheStatus").asText()).isEqualTo("unhealthy");
        assertThat(health().at("/stale").asBoolean()).isTrue();
        assertThat(edge.get("/health").statusCode()).isEqualTo(200);
        assertThat(edge.get("/ready").statusCode()).isEqualTo(200);
        assertThat(edge.get(TestEdge.list(new EnvironmentId(ENV)), edge.token("key")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void an_edge_that_cannot_serve_says_so_in_full() throws Exception {
        edge.follower.caughtUp = false;

        HttpResponse<String> health = edge.get("/health");

        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(Json.read(health.body()).at("/configStatus/state").asText())
                .isEqualTo("FAILED_TO_SYNC");
        assertThat(edge.get("/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void a_disk_is_enough_to_be_ready_when_kafka_does_not_answer() throws Exception {
        edge.follower.caughtUp = false;
        edge.follow(log(ENV).serverKey("key").complete());
        assertThat(edge.get("/ready").statusCode()).isEqualTo(503);

        edge.follower.sinceContact = Optional.empty();

        assertThat(edge.get("/ready").statusCode()).isEqualTo(200);
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

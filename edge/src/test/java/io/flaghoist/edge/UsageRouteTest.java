package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics over HTTP, at an edge that has no Kafka: everything goes to disk. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UsageRouteTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";
    private static final String POST =
            """
            {"metricsData":[{"timestamp":1764000000000,"count":12,"metricsType":"FFMETRICS","attributes":[
             {"key":"featureName","value":"dark"},{"key":"variationIdentifier","value":"on"},{"key":"target","value":null},
             {"key":"SDK_TYPE","value":"client"},{"key":"SDK_LANGUAGE","value":"JavaScript"},{"key":"SDK_VERSION","value":"1.32.0"}]}],
             "targetData":[{"identifier":"ann","name":"Ann","attributes":[]}]}
            """;

    private final TestEdge edge = TestEdge.start();
    private String token = "";

    @BeforeAll
    void start() throws Exception {
        edge.follow(log(ENV).serverKey("key").flag(flag("f")).complete());
        token = edge.token("key");
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    private HttpRequest.Builder request(String path, BodyPublisher body) {
        return edge.request(path).header("Authorization", "Bearer " + token).POST(body);
    }

    private HttpResponse<String> post(String body) throws Exception {
        return edge.send(request("/metrics/" + ENV, BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> coded(String coding, byte[] body) throws Exception {
        return edge.send(
                request("/metrics/" + ENV, BodyPublishers.ofByteArray(body))
                        .header("Content-Encoding", coding));
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        }
        return out.toByteArray();
    }

    private JsonNode health() throws Exception {
        return Json.read(edge.get("/health").body()).path("usage");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics/" + ENV,
                "/metrics/" + ENV + "?cluster=1",
                "/metrics",
                "//metrics/" + ENV,
                "/api/1.0/metrics",
                "/api/1.0/metrics/" + ENV + "?cluster=undefined"
            })
    void a_post_is_answered_with_an_empty_object_when_it_is_on_disk(String path) throws Exception {
        long before = health().path("spoolGroups").asLong();
        HttpResponse<String> answer =
                edge.send(
                        request(path, BodyPublishers.ofString(POST))
                                .header("Origin", "https://app.example.org"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{}");
        assertThat(answer.headers().firstValue("content-type"))
                .hasValue("application/json; charset=utf-8");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).hasValue("*");
        await().untilAsserted(() -> {
            JsonNode usage = health();
            assertThat(usage.path("spoolGroups").asLong()).isGreaterThan(before);
            assertThat(usage.path("state").asText()).isEqualTo("SPOOLING");
            assertThat(usage.path("spoolBytes").asLong()).isPositive();
            assertThat(usage.path("kafka").asText()).contains("TimeoutException");
        });
    }

    @Test
    void many_posts_at_once_are_all_answered_and_share_groups() throws Exception {
        var answers =
                IntStream.range(0, 200)
                        .mapToObj(_ ->
                                edge.http.sendAsync(
                                        request("/metrics/" + ENV, BodyPublishers.ofString(POST))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString()))
                        .toList();

        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
        assertThat(answers).allMatch(answer -> answer.join().statusCode() == 200);
        await().untilAsserted(() -> {
            String metrics = edge.get("/metrics").body();
            assertThat(counter(metrics, "flaghoist_edge_usage_entries_received_total"))
                    .isGreaterThanOrEqualTo(200)
                    .isEqualTo(counter(metrics, "flaghoist_edge_usage_entries_merged_total"));
            assertThat(counter(metrics, "flaghoist_edge_usage_groups_opened_total"))
                    .isLessThan(100);
            assertThat(metrics)
                    .contains(
                            "ff_proxy_sdk_usage_total{envID=\""
                                    + ENV
                                    + "\",sdk_language=\"JavaScript\",sdk_type=\"client\",sdk_version=\"1.32.0\"}",
                            "url=\"/metrics/:environment_uuid\"");
        });
    }

    private static double counter(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    @Test
    void nothing_to_count_is_a_success_and_nothing_is_written() throws Exception {
        assertThat(post("{}").statusCode()).isEqualTo(200);
        assertThat(post("{\"metricsData\":[{\"count\":1}]}").statusCode()).isEqualTo(200);
        await().untilAsserted(() ->
                assertThat(edge.get("/metrics").body())
                        .contains(
                                "flaghoist_edge_usage_entries_skipped_total{reason=\"nameless\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "nonsense", "{\"metricsData\":1}", "{} {}"})
    void what_is_no_post_is_400(String body) throws Exception {
        HttpResponse<String> answer = post(body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.read(answer.body()).path("code").asText()).isEqualTo("400");
    }

    @Test
    void compressed_posts_are_read_and_other_codings_refused() throws Exception {
        assertThat(coded("gzip", gzip(POST.getBytes(UTF_8))).statusCode()).isEqualTo(200);
        assertThat(coded("GZIP", gzip(POST.getBytes(UTF_8))).statusCode()).isEqualTo(200);
        assertThat(coded("identity", POST.getBytes(UTF_8)).statusCode()).isEqualTo(200);
        assertThat(coded("gzip", POST.getBytes(UTF_8)).statusCode()).isEqualTo(400);
        byte[] torn = gzip(POST.getBytes(UTF_8));
        assertThat(coded("gzip", Arrays.copyOf(torn, torn.length - 9)).statusCode()).isEqualTo(400);
        assertThat(coded("br", POST.getBytes(UTF_8)).statusCode()).isEqualTo(415);
    }

    @Test
    void a_body_may_have_8_mebibytes_and_not_one_more_whatever_its_coding() throws Exception {
        byte[] largest = filled(8 << 20);
        byte[] larger = filled((8 << 20) + 1);

        assertThat(coded("identity", largest).statusCode()).isEqualTo(200);
        assertThat(coded("gzip", gzip(largest)).statusCode()).isEqualTo(200);
        assertThat(coded("identity", larger).statusCode()).isEqualTo(413);
        assertThat(coded("gzip", gzip(larger)).statusCode()).isEqualTo(413);
        assertThat(coded("gzip", gzip(filled(200 << 20))).statusCode()).isEqualTo(413);
        HttpRequest.Builder chunked =
                request(
                        "/metrics/" + ENV,
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(larger)));
        assertThat(edge.send(chunked).statusCode()).isEqualTo(413);
    }

    /** A post that is mostly spaces. */
    private static byte[] filled(int size) {
        byte[] body = new byte[size];
        Arrays.fill(body, (byte) ' ');
        byte[] post = POST.getBytes(UTF_8);
        System.arraycopy(post, 0, body, 0, post.length);
        return body;
    }

    @Test
    void the_admin_port_takes_no_metrics() throws Exception {
        for (String path : new String[] {"/metrics", "/metrics/" + ENV}) {
            HttpResponse<String> answer =
                    edge.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:%d%s"
                                                            .formatted(
                                                                    edge.running.adminPort(),
                                                                    path)))
                                    .header("Authorization", "Bearer " + token)
                                    .POST(BodyPublishers.ofString(POST)));
            assertThat(answer.statusCode()).isEqualTo(path.length() == 8 ? 405 : 404);
            answer.headers()
                    .firstValue("allow")
                    .ifPresent(allow -> assertThat(allow).doesNotContain("POST"));
        }
    }

    @Test
    void a_refused_post_of_any_size_is_told_why() throws Exception {
        HttpRequest.Builder request =
                edge.request("/metrics/" + ENV)
                        .header("Authorization", "Bearer nonsense")
                        .POST(BodyPublishers.ofByteArray(filled(4 << 20)));

        assertThat(edge.send(request).statusCode()).isEqualTo(401);
    }
}

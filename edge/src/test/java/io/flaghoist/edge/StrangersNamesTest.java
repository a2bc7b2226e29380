package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.json.JsonZone;
import io.flaghoist.schemas.record.ChangeKind;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import io.flaghoist.testkit.fixture.LogFixture;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names that strangers make up harm no request but the one that brings them. */
class StrangersNamesTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";
    private static final String LISTS = "/client/env/" + ENV;
    private static final String POST =
            """
            {"metricsData":[{"timestamp":1764000000000,"count":1,"metricsType":"FFMETRICS","x\\u0041":1,"attributes":[\
            {"key":"featureName","value":"f"},{"key":"variationIdentifier","value":"true"}]}]}\
            """;
    private static final int SMALL_BODIES = 3_000;

    private final LogFixture log =
            log(ENV).serverKey("key")
                    .clientKey("other")
                    .serverKey("x")
                    .flag(flag("f"))
                    .complete()
                    .revoked("x"); // so that it is refused at once
    private TestEdge edge;

    @BeforeEach
    void start() {
        edge = TestEdge.start();
        edge.follow(log);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    /** All of one hash code. */
    private static String colliding(int number) {
        return IntStream.range(0, 16)
                .mapToObj(bit -> (number >> (15 - bit) & 1) == 0 ? "Aa" : "BB")
                .collect(Collectors.joining());
    }

    private static String fields(Stream<String> names) {
        return names.map(name -> "\"" + name + "\":1").collect(Collectors.joining(","));
    }

    private static String filling(int from, int count) {
        return fields(IntStream.range(from, from + count).mapToObj(i -> "k" + i));
    }

    private static String colliding(int from, int count, String end) {
        return fields(IntStream.range(from, from + count).mapToObj(i -> colliding(i) + end));
    }

    private int auth(String body) throws Exception {
        return edge.post("/client/auth", body).statusCode();
    }

    private int header(String json) throws Exception {
        return edge.send(
                        edge.request(LISTS + "/target/ann/evaluations")
                                .header("Authorization", "Bearer " + edge.token("key"))
                                .header(
                                        "Harness-Target",
                                        Base64.getEncoder().encodeToString(json.getBytes(UTF_8))))
                .statusCode();
    }

    private int metrics(String body) throws Exception {
        return edge.send(
                        edge.request("/metrics/" + ENV)
                                .header("Authorization", "Bearer " + edge.token("key"))
                                .POST(BodyPublishers.ofString(body)))
                .statusCode();
    }

    private void attack() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(auth("{\"apiKey\":\"x\"," + filling(i * 20_000, 20_000) + "}"))
                    .isEqualTo(401);
            assertThat(
                            auth(
                                    "{\"apiKey\":\"x\",\"target\":{\"identifier\":\"a\",\"attributes\":{"
                                            + colliding(i * 6_000, 6_000, "")
                                            + "}}}"))
                    .isIn(400, 401);
            assertThat(metrics("{" + filling(i * 20_000, 20_000) + "}")).isEqualTo(200);
            assertThat(metrics("{\"a\":{" + colliding(i * 6_000, 6_000, "") + "}}")).isEqualTo(200);
            assertThat(
                            header(
                                    "{\"identifier\":\"x\",\"attributes\":{"
                                            + colliding(i * 4_000, 4_000, "")
                                            + "}}"))
                    .isEqualTo(200);
            String token =
                    Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(("{" + colliding(i, 100, "z") + "}").getBytes(UTF_8));
            assertThat(edge.get(LISTS + "/feature-configs", token + ".e30.AAAA").statusCode())
                    .isEqualTo(401);
        }
        for (int i = 0; i < SMALL_BODIES; i++) {
            assertThat(auth("{\"apiKey\":\"x\"," + colliding(i * 7, 50, "-" + i % 5) + "}"))
                    .isEqualTo(401);
        }
    }

    @Test
    void after_thousands_of_hostile_bodies_innocent_ones_are_read_on_every_route()
            throws Exception {
        attack();

        String token = edge.token("key", "{\"identifier\":\"ann\",\"attributes\":{\"plan\":1}}");
        assertThat(edge.get(LISTS + "/feature-configs", token).statusCode()).isEqualTo(200);
        assertThat(edge.get(LISTS + "/target-segments", token).statusCode()).isEqualTo(200);
        assertThat(edge.get(LISTS + "/target/ann/evaluations", token).statusCode()).isEqualTo(200);
        assertThat(metrics(POST)).isEqualTo(200);
        assertThat(header("{\"identifier\":\"ann\",\"attributes\":{\"plan\":\"gold\"}}"))
                .isEqualTo(200);
        assertThat(edge.get("/metrics").body().lines())
                .filteredOn(line -> line.contains("not_json") || line.contains("name_table"))
                .isNotEmpty()
                .allMatch(line -> line.endsWith("} 0.0"));
    }

    /** What edges and ingest read in the same process, as in the quickstart. */
    @Test
    void after_hostile_bodies_the_log_and_saas_are_still_read_and_a_revocation_arrives()
            throws Exception {
        String token = edge.token("other");
        attack();

        for (Change change : log.changes()) {
            if (change instanceof Change.Saved saved) {
                assertThat(decoded(saved)).isInstanceOf(Decoded.Understood.class);
            }
        }
        assertThat(JsonZone.UPSTREAM.read("[{\"feature\":\"f\",\"kind\":\"boolean\"}]")).hasSize(1);
        edge.follow(log.revoked("other"));
        assertThat(edge.get(LISTS + "/feature-configs", token).statusCode()).isEqualTo(401);
    }

    private static Decoded decoded(Change.Saved saved) {
        var environment = new EnvironmentId(ENV);
        return ConfigCodec.decode(
                environment,
                ConfigCodec.encode(environment, ChangeKind.CREATED, saved),
                saved.observedAtMillis());
    }

    @Test
    void whoever_exceeds_a_bound_is_told_which_and_counted() throws Exception {
        HttpResponse<String> deep = edge.post("/client/auth", "{\"a\":" + "[".repeat(100));
        assertThat(deep.statusCode()).isEqualTo(400);
        assertThat(deep.body()).contains("nested more than 64 deep");
        assertThat(auth("{\"apiKey\":")).isEqualTo(400);
        assertThat(metrics("{\"" + "n".repeat(513) + "\":1}")).isEqualTo(400);
        assertThat(header("{\"identifier\":" + "1".repeat(65) + "}")).isEqualTo(200);

        await().untilAsserted(() ->
                assertThat(edge.get("/metrics").body())
                        .contains(
                                "json_refused_total{reason=\"too_deep\",what=\"auth\"} 1.0",
                                "json_refused_total{reason=\"not_json\",what=\"auth\"} 1.0",
                                "json_refused_total{reason=\"long_name\",what=\"metrics\"} 1.0",
                                "json_refused_total{reason=\"long_number\",what=\"target_header\"} 1.0",
                                "ignored_total{reason=\"beyond_bounds\"} 1.0"));
    }
}

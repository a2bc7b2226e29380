package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.follower.Freshness;
import io.flaghoist.follower.ProofExceptions;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreshnessHeadersTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";
    private static final EnvironmentId ID = new EnvironmentId(ENV);
    private static final String BASE = "/client/env/" + ENV;

    private final TestEdge edge = TestEdge.start();
    private String token = "";

    @BeforeEach
    void serve() throws Exception {
        edge.follow(
                log(ENV).serverKey("key")
                        .segment(segment("beta"))
                        .flag(flag("a"))
                        .flag(flag("b"))
                        .complete());
        token = edge.token("key");
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private void aged(Duration age, HeartbeatException... exceptions) {
        aged(age, exceptions.length, exceptions);
    }

    private void aged(Duration age, int exceptionCount, HeartbeatException... exceptions) {
        Heartbeat plain = edge.follower.heartbeat(ID, Heartbeat.Upstream.STREAMING, exceptions);
        var heartbeat =
                new Heartbeat(
                        ID,
                        plain.node(),
                        plain.sequence(),
                        plain.position(),
                        plain.digest(),
                        plain.liveKeys(),
                        plain.at(),
                        plain.proof(),
                        plain.keysReadAge(),
                        plain.upstream(),
                        plain.upstreamSince(),
                        plain.exceptions(),
                        exceptionCount,
                        List.of(),
                        "",
                        Optional.empty(),
                        Optional.empty());
        edge.follower.freshness =
                _ ->
                        new Freshness(
                                Optional.of(age),
                                false,
                                Freshness.Cause.NONE,
                                "",
                                Optional.empty(),
                                Optional.of(heartbeat),
                                Optional.empty(),
                                ProofExceptions.of(heartbeat));
    }

    private static HeartbeatException held(DocumentKey key) {
        return new HeartbeatException(key, HeartbeatException.Kind.HELD, "waits");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return edge.get(BASE + path, token);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/feature-configs",
                "/feature-configs/a",
                "/feature-configs/absent",
                "/target-segments",
                "/target-segments/beta?rules=v2",
                "/target/ann/evaluations",
                "/target/ann/evaluations/a",
                "/target/ann/evaluations/absent"
            })
    void every_answer_says_of_what_revision_it_is_and_how_old_that_may_be(String path)
            throws Exception {
        aged(Duration.ofMillis(4001));

        HttpResponse<String> answer = get(path);

        assertThat(header(answer, "Flaghoist-Revision")).isEqualTo("5");
        assertThat(header(answer, "Flaghoist-Age")).isEqualTo("5");
        assertThat(header(answer, "Flaghoist-Stale")).isEqualTo("-");
        assertThat(header(answer, "Flaghoist-Held")).isEqualTo("-");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "1000, 1",
        "1001, 2",
        "120000, 120",
        "120001, 121",
        "86400001, 86401"
    })
    void ages_are_whole_seconds_rounded_up(long millis, String age) throws Exception {
        aged(Duration.ofMillis(millis));

        assertThat(header(get("/feature-configs"), "Flaghoist-Age")).isEqualTo(age);
    }

    @Test
    void what_is_unproven_says_so() throws Exception {
        edge.follower.freshness = _ -> FakeFollower.unproven(Freshness.Cause.KAFKA_UNREACHABLE);

        assertThat(header(get("/feature-configs"), "Flaghoist-Age")).isEqualTo("unproven");
        assertThat(header(get("/feature-configs"), "Flaghoist-Stale")).isEqualTo("true");
    }

    @Test
    void what_is_stale_says_so_beside_its_age() throws Exception {
        edge.follower.freshness =
                it ->
                        FakeFollower.stale(
                                Freshness.Cause.NO_HEARTBEATS,
                                Duration.ofSeconds(61),
                                edge.follower.heartbeat(it));

        assertThat(header(get("/feature-configs/a"), "Flaghoist-Age")).isEqualTo("61");
        assertThat(header(get("/feature-configs/a"), "Flaghoist-Stale")).isEqualTo("true");
    }

    @Test
    void exceptions_are_named_where_they_apply() throws Exception {
        aged(
                Duration.ZERO,
                held(new DocumentKey.OfFlag("a")),
                new HeartbeatException(
                        new DocumentKey.OfFlag("refused"), HeartbeatException.Kind.REFUSED, "odd"),
                new HeartbeatException(
                        new DocumentKey.OfSegment("beta"),
                        HeartbeatException.Kind.PINNED,
                        "by ann"));

        assertThat(header(get("/feature-configs/a"), "Flaghoist-Held")).isEqualTo("flag/a");
        assertThat(header(get("/feature-configs/b"), "Flaghoist-Held")).isEqualTo("-");
        assertThat(header(get("/feature-configs/refused"), "Flaghoist-Held"))
                .as("of a flag that is not there")
                .isEqualTo("flag/refused");
        assertThat(header(get("/target-segments/beta"), "Flaghoist-Held"))
                .isEqualTo("segment/beta");
        assertThat(header(get("/feature-configs"), "Flaghoist-Held"))
                .isEqualTo("flag/a, flag/refused");
        assertThat(header(get("/target-segments"), "Flaghoist-Held")).isEqualTo("segment/beta");
        assertThat(header(get("/target/ann/evaluations"), "Flaghoist-Held"))
                .isEqualTo("flag/a, flag/refused, segment/beta");
        assertThat(header(get("/target/ann/evaluations/b"), "Flaghoist-Held"))
                .as("b may depend on any of them")
                .isEqualTo("flag/a, flag/refused, segment/beta");
    }

    @Test
    void exceptions_that_a_heartbeat_has_no_room_for_may_be_any_document() throws Exception {
        aged(Duration.ZERO, 12, held(new DocumentKey.OfFlag("other")));

        assertThat(header(get("/feature-configs/a"), "Flaghoist-Held")).isEqualTo("+11");
        assertThat(header(get("/feature-configs"), "Flaghoist-Held")).isEqualTo("flag/other, +11");
        assertThat(header(get("/target-segments"), "Flaghoist-Held")).isEqualTo("+11");
    }

    @Test
    void names_that_a_header_has_no_room_for_are_counted() throws Exception {
        var many = new HeartbeatException[Heartbeat.MAX_EXCEPTIONS];
        for (int i = 0; i < many.length; i++) {
            many[i] = held(new DocumentKey.OfFlag("f".repeat(247) + i)); // 254 with its domain
        }
        aged(Duration.ZERO, many);

        String held = header(get("/feature-configs"), "Flaghoist-Held");

        assertThat(held.split(", ", -1)).hasSize(16).endsWith("+85");
    }

    @Test
    void what_must_not_stand_in_a_header_is_escaped() throws Exception {
        aged(Duration.ZERO, held(new DocumentKey.OfFlag("größe, \"1\" of 2")));

        assertThat(header(get("/feature-configs"), "Flaghoist-Held"))
                .isEqualTo("flag/gr%C3%B6%C3%9Fe%2C%20%221%22%20of%202");
    }

    @Test
    void an_answer_that_nothing_has_changed_is_stamped_and_tagged_as_before() throws Exception {
        String etag = header(get("/feature-configs"), "ETag");
        aged(Duration.ofSeconds(40));

        HttpResponse<String> unchanged =
                edge.send(
                        edge.request(BASE + "/feature-configs")
                                .header("Authorization", "Bearer " + token)
                                .header("If-None-Match", etag));

        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(header(unchanged, "ETag")).isEqualTo(etag);
        assertThat(header(unchanged, "Flaghoist-Age")).isEqualTo("40");
        assertThat(header(unchanged, "Flaghoist-Revision")).isEqualTo("5");
    }

    @Test
    void the_scripts_of_a_page_may_read_them() throws Exception {
        HttpResponse<String> answer =
                edge.send(
                        edge.request(BASE + "/target/ann/evaluations")
                                .header("Authorization", "Bearer " + token)
                                .header("Origin", "https://app.example.org"));

        assertThat(header(answer, "Access-Control-Expose-Headers"))
                .contains(
                        "Flaghoist-Revision", "Flaghoist-Age", "Flaghoist-Stale", "Flaghoist-Held");
    }

    @Test
    void a_stream_says_it_in_its_head() throws Exception {
        aged(Duration.ofMillis(2001));
        try (RawStream stream =
                RawStream.send(edge.port(), RawStream.request("/stream", token, "key"))) {
            String head = stream.awaitText("\r\n\r\n").text();

            assertThat(head).contains("Flaghoist-Revision: 5\r\n", "Flaghoist-Age: 3\r\n");
        }
    }

    /**
     * A proof that counts while an answer is made may be that of a revision which the answer does
     * not have: it must not lend it its age.
     */
    @Test
    void an_age_is_asked_for_before_the_image_that_it_is_said_of() throws Exception {
        aged(Duration.ofSeconds(50));
        var before = edge.follower.freshness;
        edge.follower.freshness =
                it -> {
                    Freshness proven = before.apply(it);
                    edge.follow(
                            log(ENV).serverKey("key")
                                    .segment(segment("beta"))
                                    .flag(flag("a"))
                                    .flag(flag("b"))
                                    .complete()
                                    .flag(flag("c")));
                    return proven;
                };

        HttpResponse<String> answer = get("/feature-configs");

        assertThat(header(answer, "Flaghoist-Age")).isEqualTo("50");
        assertThat(header(answer, "Flaghoist-Revision")).isEqualTo("6");
        assertThat(answer.body()).contains("\"c\"");
    }

    @Test
    void a_setting_turns_them_off() throws Exception {
        try (TestEdge silent = TestEdge.withoutFreshnessHeaders()) {
            silent.follow(log(ENV).serverKey("key").flag(flag("a")).complete());
            HttpRequest.Builder request =
                    silent.request(BASE + "/feature-configs")
                            .header("Authorization", "Bearer " + silent.token("key"));

            HttpResponse<String> answer = silent.send(request);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().map().keySet())
                    .noneMatch(name ->
                            name.toLowerCase(java.util.Locale.ROOT).startsWith("flaghoist"));
        }
    }
}

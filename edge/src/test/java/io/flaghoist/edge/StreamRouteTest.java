package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dropwizard.util.Duration;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.testkit.fixture.LogFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamRouteTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";
    private static final String JAVA = "Harness-SDK-Info: Java 1.9.3 Server";

    private final LogFixture log =
            log(ENV).serverKey("key")
                    .serverKey("other")
                    .segment(segment("beta").version(2))
                    .flag(flag("dark_mode").on().version(7))
                    .complete();
    private final List<AutoCloseable> open = new ArrayList<>();
    private TestEdge edge = open(TestEdge.start());

    private <T extends AutoCloseable> T open(T resource) {
        open.addFirst(resource);
        return resource;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    private RawStream stream(String key, String... headers) throws Exception {
        return open(
                RawStream.send(
                        edge.port(),
                        RawStream.request("/stream?cluster=2", edge.token(key), key, headers)));
    }

    private TestEdge restart(StreamSettings settings) {
        edge = open(new TestEdge(settings));
        edge.follow(log);
        return edge;
    }

    private static StreamSettings settings(
            @Nullable Duration heartbeat, @Nullable Duration stall, int maxStreams, int perKey) {
        return new StreamSettings(heartbeat, stall, 0, maxStreams, perKey, null, 0, null, false);
    }

    private static String chunk(String content) {
        return Integer.toHexString(content.length()).toUpperCase(Locale.ROOT) + "\r\n" + content;
    }

    @Test
    void a_stream_opens_with_its_head_and_a_heartbeat_at_once() throws Exception {
        edge.follow(log);

        RawStream stream = stream("key", JAVA).awaitText(":\n\n");

        String head = stream.text().substring(0, stream.text().indexOf("\r\n\r\n"));
        assertThat(head)
                .startsWith("HTTP/1.1 200 OK")
                .contains("Content-Type: text/event-stream\r\n")
                .contains("Cache-Control: no-cache")
                .contains("X-Accel-Buffering: no\r\n")
                .contains("Connection: close")
                .contains("Transfer-Encoding: chunked")
                .doesNotContain("Content-Encoding");
        assertThat(stream.text()).endsWith("\r\n\r\n" + chunk(":\n\n"));
    }

    @Test
    void an_event_is_one_write_and_one_chunk_of_exactly_these_bytes() throws Exception {
        edge.follow(log);
        RawStream stream = stream("key", JAVA).awaitText(":\n\n");

        edge.follow(log.flag(flag("dark_mode").off().version(8)));

        String event =
                "event: *\nid: 6\ndata: {\"event\":\"patch\",\"domain\":\"flag\",\"identifier\":\"dark_mode\",\"version\":8,\"environment\":\""
                        + ENV
                        + "\"}\n\n";
        stream.awaitText(event);
        assertThat(stream.reads().getLast()).isEqualTo("\r\n" + chunk(event));
    }

    @Test
    void new_documents_are_created_and_removed_ones_deleted_with_their_last_version()
            throws Exception {
        edge.follow(log);
        RawStream stream = stream("key", JAVA).awaitText(":\n\n");

        edge.follow(log.flag(flag("größe>~").version(1)));
        edge.follow(log.segmentRemoved("beta"));

        stream.awaitText("\"event\":\"delete\"");
        assertThat(stream.text())
                .contains(
                        "{\"event\":\"create\",\"domain\":\"flag\",\"identifier\":\"gr\\u00f6\\u00dfe\\u003e\\u007e\",\"version\":1,")
                .contains(
                        "id: 7\ndata: {\"event\":\"delete\",\"domain\":\"target-segment\",\"identifier\":\"beta\",\"version\":2,");
    }

    @Test
    void keys_and_the_environments_own_record_are_no_events() throws Exception {
        edge.follow(log);
        RawStream stream = stream("key", JAVA).awaitText(":\n\n");

        edge.follow(log.serverKey("third").complete());
        edge.follow(log.flag(flag("last")));

        stream.awaitText("\"last\"");
        assertThat(stream.text().split("event: ", -1)).hasSize(2);
    }

    @Test
    void whoever_hears_of_a_change_reads_it() throws Exception {
        edge.follow(log);
        RawStream stream = stream("key", JAVA).awaitText(":\n\n");
        String token = edge.token("key");

        for (int version = 8; version < 40; version++) {
            edge.follow(log.flag(flag("dark_mode").version(version)));
            stream.awaitText("\"version\":" + version + ",");
            assertThat(edge.get("/client/env/" + ENV + "/feature-configs/dark_mode", token).body())
                    .contains("\"version\":" + version);
        }
    }

    @Test
    void silence_is_broken_by_heartbeats_alone_in_their_write() throws Exception {
        restart(settings(Duration.milliseconds(100), null, 0, 0));
        RawStream java = stream("key", JAVA);
        RawStream node = stream("key", "Harness-SDK-Info: NodeJS 1.8.12 Server");

        await().until(() -> java.reads().size() >= 4 && node.reads().size() >= 4);

        assertThat(java.reads().get(2)).isEqualTo("\r\n" + chunk(":\n\n"));
        assertThat(node.reads().get(2)).isEqualTo("\r\n" + chunk("\n:\n\n"));
    }

    @Test
    void an_event_keeps_away_from_a_heartbeat_for_clients_that_may_need_it() throws Exception {
        restart(settings(Duration.milliseconds(50), null, 0, 0));
        RawStream unknown = stream("key").awaitText(":\n\n");

        for (int version = 8; version < 20; version++) {
            edge.follow(log.flag(flag("dark_mode").version(version)));
            unknown.awaitText("\"version\":" + version + ",");
        }

        assertThat(unknown.reads())
                .noneMatch(read -> read.contains(":\n\n") && read.contains("event: *"));
    }

    @Test
    void a_stream_is_told_what_it_missed_since_the_revision_it_names() throws Exception {
        edge.follow(log);
        edge.follow(
                log.flag(flag("a"))
                        .flag(flag("dark_mode").version(8))
                        .flag(flag("a").version(2))
                        .segmentRemoved("beta"));

        RawStream stream = stream("key", JAVA, "Last-Event-ID: 5").awaitText("\"delete\"");

        assertThat(stream.text())
                .containsSubsequence(
                        "id: 7\ndata: {\"event\":\"patch\",\"domain\":\"flag\",\"identifier\":\"dark_mode\",\"version\":8",
                        "id: 8\ndata: {\"event\":\"patch\",\"domain\":\"flag\",\"identifier\":\"a\",\"version\":2",
                        "id: 9\ndata: {\"event\":\"delete\",\"domain\":\"target-segment\",\"identifier\":\"beta\",\"version\":0")
                .doesNotContain("id: 6\n")
                .doesNotContain(":\n\n");
    }

    @Test
    void who_names_the_newest_revision_missed_nothing() throws Exception {
        edge.follow(log);

        RawStream stream = stream("key", JAVA, "Last-Event-ID: 5").awaitText(":\n\n");

        assertThat(stream.text()).doesNotContain("event: *");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Last-Event-ID: patch",
                "Last-Event-ID: -1",
                "Last-Event-ID: 999",
                "X-Nothing: 1"
            })
    void who_names_no_revision_is_told_of_recent_changes(String header) throws Exception {
        edge.follow(log);
        edge.follow(log.observedAt(System.currentTimeMillis()).flag(flag("recent")));

        RawStream stream = stream("key", JAVA, header).awaitText("\"recent\"");

        assertThat(stream.text()).doesNotContain("dark_mode").doesNotContain(":\n\n");
    }

    @Test
    void what_an_environment_was_first_published_with_nobody_can_have_missed() throws Exception {
        edge.follow(
                LogFixture.log(ENV)
                        .observedAt(System.currentTimeMillis())
                        .serverKey("key")
                        .flag(flag("from_the_beginning"))
                        .complete());

        RawStream stream = stream("key", JAVA).awaitText(":\n\n");

        assertThat(stream.text()).doesNotContain("event: *");
    }

    @Test
    void a_revoked_key_loses_its_streams_and_nobody_else_does() throws Exception {
        edge.follow(log);
        RawStream revoked = stream("other", JAVA).awaitText(":\n\n");
        RawStream spared = stream("key", JAVA).awaitText(":\n\n");
        String token = edge.token("other");

        edge.follow(log.revoked("other"));

        assertThat(edge.get("/client/env/" + ENV + "/feature-configs", token).statusCode())
                .isEqualTo(401);
        revoked.awaitEnd();
        edge.follow(log.flag(flag("after")));
        spared.awaitText("\"after\"");
        assertThat(revoked.text()).endsWith("0\r\n\r\n").doesNotContain("after");
        assertThat(spared.hasEnded()).isFalse();
    }

    @Test
    void a_removed_environment_loses_its_streams() throws Exception {
        edge.follow(log);
        RawStream stream = stream("key", JAVA).awaitText(":\n\n");

        edge.follow(log.removed(new DocumentKey.OfEnvironment()));
        edge.follow(log.flag(flag("still_told")));
        stream.awaitText("still_told"); // its record alone is gone: its owner mends that

        edge.follow(
                log.revoked("other")
                        .flagRemoved("still_told")
                        .flagRemoved("dark_mode")
                        .segmentRemoved("beta")
                        .revoked("key"));

        stream.awaitEnd();
    }

    @Test
    void beyond_the_limits_streams_are_refused_for_now() throws Exception {
        restart(settings(null, null, 3, 2));
        stream("key", JAVA).awaitText(":\n\n");
        RawStream second = stream("key", JAVA).awaitText(":\n\n");

        RawStream third = stream("key", JAVA).awaitText("as many streams as it may have");
        stream("other", JAVA).awaitText(":\n\n");
        RawStream fourth = stream("other", JAVA).awaitText("as many streams as it takes");

        assertThat(third.text()).startsWith("HTTP/1.1 429 ").contains("Retry-After: ");
        assertThat(fourth.text()).startsWith("HTTP/1.1 503 ").contains("Retry-After: ");
        assertThat(second.hasEnded()).isFalse();
    }

    @Test
    void a_place_is_free_again_when_its_client_has_gone() throws Exception {
        restart(settings(Duration.milliseconds(50), null, 1, 1));
        stream("key", JAVA).awaitText(":\n\n").close();

        await().until(() -> stream("key", JAVA).awaitText("\r\n\r\n").text().contains(" 200 "));
    }

    @Test
    void a_reader_that_stalls_is_cut_and_delays_nobody() throws Exception {
        restart(settings(null, Duration.milliseconds(700), 0, 0));
        open(
                RawStream.deaf(
                        edge.port(),
                        RawStream.request("/stream", edge.token("other"), "other", JAVA)));
        RawStream good = stream("key", JAVA).awaitText(":\n\n");
        await().until(() -> metric("flaghoist_edge_streams_open").equals("2.0"));

        String longName = "x".repeat(240);
        for (int round = 1; metric("flaghoist_edge_streams_open").equals("2.0"); round++) {
            for (int flag = 0; flag < 60; flag++) {
                log.flag(flag(longName + flag).version(round));
            }
            edge.follow(log.flag(flag("last").version(round)));
            good.awaitText("\"last\",\"version\":" + round + ",");
        }

        await().untilAsserted(() ->
                assertThat(edge.get("/metrics").body().lines())
                        .filteredOn(line -> line.startsWith("flaghoist_edge_streams_closed"))
                        .filteredOn(line -> !line.endsWith(" 0.0"))
                        .singleElement()
                        .asString()
                        .containsAnyOf("slow", "backlog"));
        assertThat(good.hasEnded()).isFalse();
    }

    private String metric(String name) throws Exception {
        return edge.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .orElse(name + " none")
                .substring(name.length() + 1);
    }

    @Test
    void stopping_ends_streams_cleanly() throws Exception {
        edge.follow(log);
        RawStream stream = stream("key", JAVA).awaitText(":\n\n");

        edge.close();

        stream.awaitEnd();
        assertThat(stream.text()).endsWith("0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/stream",
                "/api/1.0/stream",
                "/client/env/" + ENV + "/stream",
                "/client/client/env/" + ENV + "/stream"
            })
    void every_spelling_opens_a_stream(String path) throws Exception {
        edge.follow(log);

        open(RawStream.send(edge.port(), RawStream.request(path, edge.token("key"), "key")))
                .awaitText(":\n\n");
    }
}

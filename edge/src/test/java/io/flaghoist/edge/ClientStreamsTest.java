package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.LogFixture;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What client SDKs are told on streams, beyond what server SDKs are. */
class ClientStreamsTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";
    private static final String JAVASCRIPT = "Harness-SDK-Info: Javascript 1.32.0 Client";
    private static final String ANN = "{\"identifier\":\"ann\",\"attributes\":{\"plan\":\"gold\"}}";

    private final LogFixture log =
            log(ENV).clientKey("key")
                    .serverKey("server")
                    .segment(segment("gold").rule("plan", "equal", "silver"))
                    .segment(segment("unused"))
                    .flag(flag("first").on().serving("false").rule("gold", "true").version(3))
                    .flag(flag("second").on().serving("true").with(requires("first", "true")))
                    .flag(flag("third").on())
                    .complete();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final TestEdge edge = open(TestEdge.start());

    private static UnaryOperator<ObjectNode> requires(String feature, String variation) {
        return json -> {
            json.putArray("prerequisites")
                    .addObject()
                    .put("feature", feature)
                    .putArray("variations")
                    .add(variation);
            return json;
        };
    }

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

    private RawStream stream(String token, String key, String... headers) throws Exception {
        return open(RawStream.send(
                        edge.port(), RawStream.request("/stream?cluster=2", token, key, headers)))
                .awaitText(":\n\n");
    }

    private static String header(String target) {
        return "Harness-Target: " + Base64.getEncoder().encodeToString(target.getBytes(UTF_8));
    }

    private static List<JsonNode> events(RawStream stream) throws Exception {
        var events = new ArrayList<JsonNode>();
        for (String line : stream.text().split("\n", -1)) {
            if (line.startsWith("data: ")) {
                events.add(Json.read(line.substring("data: ".length())));
            }
        }
        return events;
    }

    private static String evaluations(JsonNode event) {
        var told = new ArrayList<String>();
        event.path("evaluations")
                .forEach(e ->
                        told.add(e.path("flag").textValue() + "=" + e.path("value").textValue()));
        return String.join(" ", told);
    }

    private static List<String> identifiers(List<JsonNode> events) {
        return events.stream()
                .map(event ->
                        event.path("event").textValue()
                                + " "
                                + event.path("domain").textValue()
                                + " "
                                + event.path("identifier").textValue())
                .toList();
    }

    @Test
    void an_event_carries_what_the_flag_is_now_for_the_target_of_the_header() throws Exception {
        edge.follow(log);
        RawStream stream = stream(edge.token("key"), "key", JAVASCRIPT, header(ANN));

        edge.follow(log.flag(flag("third").off().version(2)));

        stream.awaitText("\"identifier\":\"third\",\"version\":2");
        assertThat(evaluations(events(stream).getFirst())).isEqualTo("third=false");
    }

    @Test
    void events_are_one_chunk_and_end_as_all_do() throws Exception {
        edge.follow(log);
        RawStream stream = stream(edge.token("key", ANN), "key", JAVASCRIPT);

        edge.follow(log.flag(flag("third").off().version(2)));

        String event =
                "event: *\nid: 9\ndata: {\"event\":\"patch\",\"domain\":\"flag\",\"identifier\":\"third\",\"version\":2,\"environment\":\""
                        + ENV
                        + "\",\"evaluations\":[{\"flag\":\"third\",\"identifier\":\"false\",\"kind\":\"boolean\",\"value\":\"false\"}]}\n\n";
        stream.awaitText(event);
        assertThat(stream.reads().getLast())
                .isEqualTo(
                        "\r\n"
                                + Integer.toHexString(event.length()).toUpperCase(Locale.ROOT)
                                + "\r\n"
                                + event);
    }

    @Test
    void a_group_that_changes_turns_the_flags_that_ask_about_it_and_those_that_require_them()
            throws Exception {
        edge.follow(log);
        RawStream stream = stream(edge.token("key", ANN), "key", JAVASCRIPT);

        edge.follow(log.segment(segment("gold").rule("plan", "equal", "gold").version(2)));

        stream.awaitText("\"identifier\":\"second\",\"version\"");
        List<JsonNode> events = events(stream);
        assertThat(identifiers(events))
                .containsExactly(
                        "patch target-segment gold", "patch flag first", "patch flag second");
        assertThat(evaluations(events.get(0))).isEqualTo("first=true second=true");
        assertThat(evaluations(events.get(1))).isEqualTo("first=true");
        assertThat(evaluations(events.get(2))).isEqualTo("second=true");
        assertThat(events.get(1).path("version").asLong()).isEqualTo(3);
    }

    @Test
    void a_prerequisite_that_changes_turns_the_flags_that_require_it() throws Exception {
        edge.follow(log);
        RawStream stream = stream(edge.token("key", ANN), "key", JAVASCRIPT);

        edge.follow(log.flag(flag("first").on().serving("true").version(4)));

        stream.awaitText("\"identifier\":\"second\",\"version\"");
        assertThat(events(stream))
                .extracting(ClientStreamsTest::evaluations)
                .containsExactly("first=true", "second=true");
    }

    @Test
    void a_group_that_is_created_or_removed_turns_flags_too() throws Exception {
        LogFixture without =
                log(ENV).clientKey("key")
                        .flag(flag("first").on().serving("false").rule("gold", "true"))
                        .complete();
        edge.follow(without);
        RawStream stream = stream(edge.token("key", ANN), "key", JAVASCRIPT);

        edge.follow(without.segment(segment("gold").rule("plan", "equal", "gold")));
        stream.awaitText("\"identifier\":\"first\",\"version\"");
        edge.follow(without.segmentRemoved("gold"));
        stream.awaitText("\"event\":\"delete\"");
        stream.awaitText("\"value\":\"false\"}]}\n\n");

        assertThat(identifiers(events(stream)))
                .startsWith(
                        "create target-segment gold",
                        "patch flag first",
                        "delete target-segment gold");
    }

    @Test
    void a_client_is_not_bothered_with_a_group_that_no_flag_asks_about() throws Exception {
        edge.follow(log);
        RawStream stream = stream(edge.token("key", ANN), "key", JAVASCRIPT);

        edge.follow(log.segment(segment("unused").including("ann").version(2)));
        edge.follow(log.flag(flag("third").off().version(2)));

        stream.awaitText("third");
        assertThat(identifiers(events(stream))).containsExactly("patch flag third");
    }

    @Test
    void a_server_sdk_is_told_of_documents_alone_and_without_evaluations() throws Exception {
        edge.follow(log);
        RawStream stream =
                stream(edge.token("server"), "server", "Harness-SDK-Info: Java 1.9.3 Server");

        edge.follow(log.segment(segment("gold").rule("plan", "equal", "gold").version(2)));
        edge.follow(log.flag(flag("third").off().version(2)));

        stream.awaitText("third");
        assertThat(identifiers(events(stream)))
                .containsExactly("patch target-segment gold", "patch flag third");
        assertThat(stream.text()).doesNotContain("evaluations");
    }

    @Test
    void a_client_that_names_no_target_is_told_of_flags_without_evaluations() throws Exception {
        edge.follow(log);
        RawStream stream = stream(edge.token("key"), "key", JAVASCRIPT);

        edge.follow(log.segment(segment("gold").rule("plan", "equal", "gold").version(2)));

        stream.awaitText("\"identifier\":\"second\",\"version\"");
        assertThat(identifiers(events(stream))).contains("patch flag first");
        assertThat(stream.text()).doesNotContain("evaluations");
    }

    @Test
    void values_that_are_empty_are_left_for_the_client_to_fetch() throws Exception {
        FlagFixture text = flag("text").on().kind("string").variation("a", "").variation("b", "b");
        edge.follow(log.flag(text.serving("b")));
        RawStream stream = stream(edge.token("key", ANN), "key", JAVASCRIPT);

        edge.follow(log.flag(text.serving("a").version(2)));

        stream.awaitText("\"identifier\":\"text\",\"version\":2");
        assertThat(stream.text())
                .doesNotContain("evaluations\":[{\"flag\":\"text\",\"identifier\":\"a");
    }

    @Test
    void a_group_that_turns_many_flags_makes_clients_read_all_of_them_once() throws Exception {
        LogFixture many = log(ENV).clientKey("key").segment(segment("all"));
        for (int i = 0; i < 40; i++) {
            many.flag(flag("f" + i).on().rule("all", "true"));
        }
        edge.follow(many.complete());
        RawStream stream = stream(edge.token("key", ANN), "key", JAVASCRIPT);

        edge.follow(many.segmentRemoved("all"));
        edge.follow(many.flag(flag("last").on()));

        stream.awaitText("last");
        assertThat(identifiers(events(stream)))
                .containsExactly("patch target-segment all", "create flag last");
    }

    @Test
    void a_client_that_comes_back_is_told_of_what_it_missed_with_evaluations() throws Exception {
        edge.follow(log);
        edge.follow(log.segment(segment("gold").rule("plan", "equal", "gold").version(2)));

        RawStream stream =
                open(
                        RawStream.send(
                                edge.port(),
                                RawStream.request(
                                        "/stream",
                                        edge.token("key", ANN),
                                        "key",
                                        JAVASCRIPT,
                                        "Last-Event-ID: 8")));

        stream.awaitText("\"identifier\":\"second\",\"version\"");
        assertThat(evaluations(events(stream).getFirst())).isEqualTo("first=true second=true");
    }
}

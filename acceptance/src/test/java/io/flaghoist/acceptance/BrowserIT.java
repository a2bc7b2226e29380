package io.flaghoist.acceptance;

import static io.flaghoist.acceptance.sdk.SdkTarget.target;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.acceptance.relay.Edge;
import io.flaghoist.acceptance.relay.RelayExtension;
import io.flaghoist.acceptance.relay.RelaySettings;
import io.flaghoist.acceptance.relay.RelayUnderTest;
import io.flaghoist.acceptance.relay.RoundRobin;
import io.flaghoist.acceptance.relay.RoundRobin.Visit;
import io.flaghoist.acceptance.relay.TestEnvironment;
import io.flaghoist.acceptance.sdk.Browser;
import io.flaghoist.acceptance.sdk.BrowserPage;
import io.flaghoist.acceptance.sdk.SdkTarget;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.SegmentFixture;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The official browser SDK in a real browser: what it is told, what it asks, and what it shows. */
class BrowserIT {
    private static final TestEnvironment ENVIRONMENT = TestEnvironment.sample("browser");
    private static final String KEY = ENVIRONMENT.clientKey();
    private static final Duration SDK_POLLS_EVERY = Duration.ofSeconds(60);

    /** Its bucket is 4 of 100, and so within the first 20; that of ann is 43. */
    private static final SdkTarget CLEO = target("cleo");

    private static final SdkTarget ANN = target("ann");

    @RegisterExtension
    static final RelayExtension system =
            RelayExtension.serving(RelaySettings.of("browser", ENVIRONMENT));

    @AfterEach
    void no_browser_complains_of_cors() {
        assertThat(system.browser().console()).noneMatch(line -> line.contains("CORS"));
    }

    @Test
    void a_browser_that_complains_of_cors_would_be_noticed() {
        try (Browser another = Browser.start(relay().folder().resolve("another-browser.log"))) {
            BrowserPage page = another.open();

            var _ =
                    page.evaluate(
                            "fetch('%s').catch(() => 0).then(() => 0)"
                                    .formatted(relay().saas().clientService()));

            Patience.STREAM.until(
                    "SaaS, which knows no CORS, is refused",
                    () -> another.console().stream().anyMatch(line -> line.contains("CORS")));
        }
    }

    @Test
    void shows_flags_of_all_four_kinds_each_with_its_type() throws Exception {
        BrowserPage page = connected(edge(1), target("anyone"));

        assertThat(page.held("dark_mode")).isEqualTo(held("boolean", "false"));
        assertThat(page.held("max_cart_items")).isEqualTo(held("number", "20"));
        assertThat(page.held("theme_color")).isEqualTo(held("string", "\"#1f6feb\""));
        assertThat(page.held("banner").path("type").asText()).isEqualTo("string");
        assertThat(Json.read(page.held("banner").path("value").asText()))
                .isEqualTo(Json.read("{\"text\":\"Welcome\",\"closable\":true}"));
        assertThat(page.held("no_such_flag").path("type").asText()).isEqualTo("absent");
        assertThat(page.events()).containsSubsequence("flags loaded", "ready", "connected");
        assertThat(page.console()).isEmpty();
    }

    @Test
    void evaluates_with_the_attributes_and_groups_of_its_target() {
        put(flag("for_testers").on().serving("false").rule("beta_testers", "true"));
        served("for_testers");

        BrowserPage rich = connected(edge(1), target("rich").with("plan", "gold"));
        BrowserPage ben = connected(edge(2), target("ben"));
        BrowserPage byMail = connected(edge(2), target("x").with("email", "Zoë@example.org"));

        assertThat(rich.held("max_cart_items").path("value").asInt()).isEqualTo(100);
        assertThat(rich.held("for_testers").path("value").asBoolean()).isFalse();
        assertThat(ben.held("for_testers").path("value").asBoolean()).isTrue();
        assertThat(byMail.held("for_testers").path("value").asBoolean()).isTrue();
    }

    @Test
    void follows_a_toggle_by_stream_and_asks_nothing_for_it() {
        put(flag("toggled"));
        served("toggled");
        BrowserPage page = connected(edge(1), target("anyone"));
        List<String> asked = page.requests();

        saas().toggle("toggled", EventDelivery.SENT);
        sees(page, "toggled", true);
        saas().toggle("toggled", EventDelivery.SENT);
        sees(page, "toggled", false);
        put(flag("new_one").on());
        sees(page, "new_one", true);

        assertThat(page.changes()).contains("toggled", "new_one");
        assertThat(page.requests()).isEqualTo(asked);
    }

    @Test
    void follows_the_toggle_of_a_prerequisite() {
        put(flag("first"));
        put(flag("dependent").on().with(it -> requiring(it, "first")));
        served("dependent");
        BrowserPage page = connected(edge(2), target("anyone"));
        sees(page, "dependent", false);

        saas().toggle("first", EventDelivery.SENT);

        sees(page, "first", true);
        sees(page, "dependent", true);
    }

    @Test
    void follows_a_deletion_by_stream() {
        put(flag("deleted").on());
        served("deleted");
        BrowserPage page = connected(edge(1), target("anyone"));
        sees(page, "deleted", true);

        saas().remove(DocumentKind.FLAG, "deleted", EventDelivery.SENT);

        Patience.STREAM.until(
                "the deleted flag is gone",
                () -> page.held("deleted").path("type").asText().equals("absent"));
    }

    @Test
    void sees_a_group_come_change_and_go_though_the_sdk_ignores_such_events() {
        put(flag("for_crew").on().serving("false").rule("crew", "true"));
        served("for_crew");
        BrowserPage page = connected(edge(2), target("anyone"));
        sees(page, "for_crew", false);

        put(segment("crew").including("anyone"));
        sees(page, "for_crew", true);
        put(segment("crew").excluding("anyone"));
        sees(page, "for_crew", false);
        put(segment("crew").including("anyone"));
        sees(page, "for_crew", true);
        saas().remove(DocumentKind.SEGMENT, "crew", EventDelivery.SENT);
        sees(page, "for_crew", false);
    }

    @Test
    void follows_again_after_its_edge_was_killed_and_sees_what_changed_meanwhile() {
        put(flag("missed"));
        put(flag("later"));
        served("missed");
        served("later");
        BrowserPage page = connected(edge(1), target("anyone"));

        edge(1).service().kill();
        saas().toggle("missed", EventDelivery.SENT);
        edge(1).service().start();
        Patience.RESTART.until("the SDK is connected again", () -> occurs(page, "connected") >= 2);

        sees(page, "missed", true);
        saas().toggle("later", EventDelivery.SENT);
        sees(page, "later", true);
        assertThat(page.events()).containsSubsequence("connected", "disconnected", "connected");
    }

    @Test
    void polls_where_streaming_is_off_and_an_unchanged_poll_is_a_304_at_either_edge() {
        put(flag("polled"));
        served("polled");
        try (RoundRobin balancer = RoundRobin.before(relay().edges())) {
            BrowserPage page = system.browser().openWithClock();
            ObjectNode options = Json.object().put("streamEnabled", false);
            page.initialise(
                    balancer.base(), KEY, target("pat"), options.put("pollingEnabled", true));
            Patience.STREAM.until("the SDK polls", () -> page.events().contains("polling"));
            sees(page, "polled", false);
            assertThat(reads(balancer, "pat")).extracting(Visit::status).containsExactly(200);

            passOnePoll(page);
            passOnePoll(page);
            saas().toggle("polled", EventDelivery.SENT);
            servedState("polled", "on");
            passOnePoll(page);
            sees(page, "polled", true);

            assertThat(reads(balancer, "pat"))
                    .extracting(Visit::status)
                    .containsExactly(200, 304, 304, 200);
            assertThat(reads(balancer, "pat")).extracting(Visit::edge).contains("edge 1", "edge 2");
            assertThat(page.events()).doesNotContain("connected", "error");
            page.close();
        }
    }

    @Test
    void two_browsers_see_their_own_sides_of_a_rollout_whichever_edge_answers() {
        put(flag("rolled").on().rollout("true", 20, "false", 80));
        served("rolled");
        try (RoundRobin balancer = RoundRobin.before(relay().edges())) {
            // Three requests each, so that those of one target begin at different edges.
            List<BrowserPage> pages =
                    List.of(CLEO, ANN, ANN, CLEO).stream()
                            .map(who -> connected(balancer.base(), who))
                            .toList();

            assertThat(pages)
                    .extracting(page -> page.held("rolled").path("value").asBoolean())
                    .containsExactly(true, false, false, true);
            assertThat(pages)
                    .extracting(page -> page.held("checkout_button").path("value").asText())
                    .containsExactly("Place order", "Buy now", "Buy now", "Place order");
            for (SdkTarget who : List.of(CLEO, ANN)) {
                assertThat(reads(balancer, who.identifier()))
                        .extracting(Visit::edge)
                        .containsExactlyInAnyOrder("edge 1", "edge 2");
            }

            put(flag("rolled").on().rollout("true", 50, "false", 50));
            pages.forEach(page -> sees(page, "rolled", true));
            put(flag("rolled").on().rollout("true", 4, "false", 96));
            pages.forEach(
                    page -> sees(page, "rolled", page == pages.get(0) || page == pages.get(3)));
            pages.forEach(BrowserPage::close);
        }
    }

    @Test
    void
            a_target_authenticated_at_one_edge_is_evaluated_with_its_attributes_at_the_other_at_once() {
        var rich = target("newcomer").with("plan", "gold").with("email", "new@example.org");
        for (int way = 1; way <= 2; way++) {
            Edge from = edge(way);
            Edge to = edge(3 - way);

            String token = from.token(KEY, rich);

            assertThat(value(to, token, "newcomer", "max_cart_items")).isEqualTo("100");
            assertThat(value(to, to.token(KEY), "stranger", "max_cart_items")).isEqualTo("20");
        }
    }

    @Test
    void json_flags_are_objects_where_an_edge_gives_their_values_verbatim() throws Exception {
        Edge verbatim =
                relay().addEdge(
                                "edge verbatim",
                                RelaySettings.of("browser", ENVIRONMENT)
                                        .withEdge("jsonEvaluationValues", "verbatim"));

        BrowserPage page = connected(verbatim, target("anyone"));

        assertThat(page.held("banner"))
                .isEqualTo(held("object", "{\"text\":\"Welcome\",\"closable\":true}"));
    }

    private static BrowserPage connected(Edge edge, SdkTarget target) {
        return connected(edge.base(), target);
    }

    /** A page whose SDK has its flags and its stream. */
    private static BrowserPage connected(URI relay, SdkTarget target) {
        BrowserPage page = system.browser().open();
        page.initialise(relay, KEY, target, Json.object());
        Patience.STREAM.until(
                target.identifier() + " is connected",
                () -> page.events().containsAll(List.of("ready", "connected")));
        return page;
    }

    private static JsonNode held(String type, String json) throws Exception {
        ObjectNode held = Json.object().put("type", type);
        return held.set("value", Json.read(json));
    }

    private static ObjectNode requiring(ObjectNode flag, String other) {
        flag.putArray("prerequisites")
                .addObject()
                .put("feature", other)
                .putArray("variations")
                .add("true");
        return flag;
    }

    private static void sees(BrowserPage page, String flag, boolean value) {
        Patience.STREAM.until(
                "%s sees %s as %s".formatted(page, flag, value),
                () -> {
                    JsonNode held = page.held(flag);
                    return held.path("type").asText().equals("boolean")
                            && held.path("value").asBoolean() == value;
                });
    }

    private static long occurs(BrowserPage page, String event) {
        return page.events().stream().filter(event::equals).count();
    }

    /** How all evaluations of a target were read. */
    private static List<Visit> reads(RoundRobin balancer, String target) {
        return balancer.visits().stream()
                .filter(visit -> visit.path().endsWith("/target/" + target + "/evaluations"))
                .toList();
    }

    /** Returns when the SDK has what it polled, and so has set its clock for the next time. */
    private static void passOnePoll(BrowserPage page) {
        long before = occurs(page, "flags loaded");
        page.pass(SDK_POLLS_EVERY);
        Patience.STREAM.until(
                page + " has polled", () -> occurs(page, "flags loaded") == before + 1);
    }

    /** What a client gets that names its target in the path alone. */
    private static String value(Edge edge, String token, String target, String flag) {
        String path = Edge.path(ENVIRONMENT, "target/" + target + "/evaluations/" + flag);
        return edge.get(path, token).json().path("value").asText();
    }

    /** Both edges have this flag. */
    private static void served(String flag) {
        for (Edge edge : relay().edges()) {
            Patience.STREAM.until(
                    edge + " serves " + flag, () -> edge.version(ENVIRONMENT, flag) > 0);
        }
    }

    private static void servedState(String flag, String state) {
        String path = Edge.path(ENVIRONMENT, "feature-configs/" + flag);
        for (Edge edge : relay().edges()) {
            String token = edge.token(ENVIRONMENT.serverKey());
            Patience.STREAM.until(
                    "%s serves %s as %s".formatted(edge, flag, state),
                    () -> edge.get(path, token).json().path("state").asText().equals(state));
        }
    }

    private static Edge edge(int number) {
        return relay().edges().get(number - 1);
    }

    private static RelayUnderTest relay() {
        return system.relay();
    }

    private static SaasEnvironment saas() {
        return relay().saas(ENVIRONMENT);
    }

    private static void put(FlagFixture flag) {
        var json = flag.with(it -> it.without("version")).json();
        saas().put(DocumentKind.FLAG, flag.identifier(), json, EventDelivery.SENT);
    }

    private static void put(SegmentFixture group) {
        var json = group.with(it -> it.without("version")).json();
        saas().put(DocumentKind.SEGMENT, group.identifier(), json, EventDelivery.SENT);
    }
}

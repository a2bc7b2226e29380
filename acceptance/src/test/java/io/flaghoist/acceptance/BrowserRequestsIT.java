package io.flaghoist.acceptance;

import static io.flaghoist.acceptance.sdk.SdkTarget.target;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.acceptance.relay.Edge;
import io.flaghoist.acceptance.relay.RelayExtension;
import io.flaghoist.acceptance.relay.RelaySettings;
import io.flaghoist.acceptance.relay.TestEnvironment;
import io.flaghoist.acceptance.sdk.BrowserPage;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.SegmentFixture;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What changes cost an edge in requests of one browser: with events that carry evaluations, and
 * with events as ff-proxy sends them ({@code streams.plainClientEvents}). The official SDK asks, a
 * real browser preflights.
 */
class BrowserRequestsIT {
    private static final List<String> TOGGLED = List.of("one", "two", "three", "four", "five");
    private static final List<String> OF_CREW = List.of("crew_one", "crew_two", "crew_three");
    private static final TestEnvironment ENVIRONMENT =
            TestEnvironment.of(
                    "browser-requests",
                    Stream.concat(
                                    TOGGLED.stream().map(FlagFixture::flag),
                                    OF_CREW.stream()
                                            .map(name ->
                                                    flag(name)
                                                            .on()
                                                            .serving("false")
                                                            .rule("crew", "true")))
                            .toList());

    @RegisterExtension
    static final RelayExtension system =
            RelayExtension.serving(RelaySettings.of("browser-requests", ENVIRONMENT));

    /** Requests of a browser at one edge, by what they are. */
    private record Cost(long evaluations, long preflights) {}

    @Test
    void changes_of_five_flags_and_one_group_cost_a_browser_nothing_instead_of_eleven_requests() {
        put(segment("crew").including("somebody"));
        Edge evaluating = system.relay().edges().getFirst();
        Edge plain =
                system.relay()
                        .addEdge(
                                "edge plain",
                                RelaySettings.of("browser-requests", ENVIRONMENT)
                                        .withEdge("streams.plainClientEvents", "true"));
        Map<Edge, BrowserPage> pages = Map.of(evaluating, page(evaluating), plain, page(plain));
        Map<Edge, Cost> before = costs(pages);

        TOGGLED.forEach(name -> saas().toggle(name, EventDelivery.SENT));
        put(segment("crew").including("anyone"));
        Stream.concat(TOGGLED.stream(), OF_CREW.stream())
                .forEach(name -> pages.values().forEach(page -> sees(page, name)));

        // One read and one preflight for each flag, and a read of all that needs no other
        // preflight: its URL was preflighted within Access-Control-Max-Age.
        Patience.STREAM.untilAsserted(
                "all requests are counted",
                () -> assertThat(cost(before, costs(pages), plain)).isEqualTo(new Cost(6, 5)));
        assertThat(cost(before, costs(pages), evaluating)).isEqualTo(new Cost(0, 0));
    }

    private static Cost cost(Map<Edge, Cost> before, Map<Edge, Cost> after, Edge edge) {
        Cost now = after.getOrDefault(edge, new Cost(0, 0));
        Cost then = before.getOrDefault(edge, new Cost(0, 0));
        return new Cost(
                now.evaluations() - then.evaluations(), now.preflights() - then.preflights());
    }

    private static Map<Edge, Cost> costs(Map<Edge, BrowserPage> pages) {
        var costs = new TreeMap<Edge, Cost>((a, b) -> a.toString().compareTo(b.toString()));
        pages.keySet()
                .forEach(edge ->
                        costs.put(
                                edge,
                                new Cost(
                                        answered(edge, code -> !code.equals("204")),
                                        answered(edge, "204"::equals))));
        return costs;
    }

    /** How many requests for evaluations the edge has answered with such a code. */
    private static long answered(Edge edge, Predicate<String> code) {
        return edge.counted(
                "ff_proxy_http_requests_total",
                line ->
                        line.contains("/evaluations")
                                && code.test(line.replaceFirst(".*code=\"(\\d+)\".*", "$1")));
    }

    private static BrowserPage page(Edge edge) {
        BrowserPage page = system.browser().open();
        page.initialise(edge.base(), ENVIRONMENT.clientKey(), target("anyone"), Json.object());
        Patience.STREAM.until(
                page + " is connected",
                () -> page.events().containsAll(List.of("ready", "connected")));
        return page;
    }

    private static void sees(BrowserPage page, String name) {
        Patience.STREAM.until(
                page + " sees " + name, () -> page.held(name).path("value").asBoolean());
    }

    private static void put(SegmentFixture group) {
        var json = group.with(it -> it.without("version")).json();
        saas().put(DocumentKind.SEGMENT, group.identifier(), json, EventDelivery.SENT);
        for (Edge edge : system.relay().edges()) {
            String path = Edge.path(ENVIRONMENT, "target-segments/" + group.identifier());
            String token = edge.token(ENVIRONMENT.serverKey());
            Patience.STREAM.until(
                    edge + " serves " + group.identifier(),
                    () -> edge.get(path, token).status() == 200);
        }
    }

    private static SaasEnvironment saas() {
        return system.relay().saas(ENVIRONMENT);
    }
}

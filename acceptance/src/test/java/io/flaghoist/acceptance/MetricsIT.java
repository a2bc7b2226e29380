package io.flaghoist.acceptance;

import static io.flaghoist.acceptance.relay.RelayExtension.INITIALISATION;
import static io.flaghoist.acceptance.sdk.SdkTarget.target;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.acceptance.relay.Edge;
import io.flaghoist.acceptance.relay.RelayExtension;
import io.flaghoist.acceptance.relay.RelaySettings;
import io.flaghoist.acceptance.relay.TestEnvironment;
import io.flaghoist.acceptance.sdk.BrowserPage;
import io.flaghoist.acceptance.sdk.Sdk;
import io.flaghoist.acceptance.sdk.SdkClient;
import io.flaghoist.acceptance.usage.Evaluated;
import io.flaghoist.acceptance.usage.Sink;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.simulator.state.MetricsInbox;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the official SDKs post of their evaluations, of their own accord, is what SaaS gets. */
@Tag("C11")
class MetricsIT {
    private static final TestEnvironment ENVIRONMENT =
            TestEnvironment.of("metrics", List.of(flag("dark").on(), flag("light")));

    @RegisterExtension
    static final RelayExtension system =
            RelayExtension.serving(
                    RelaySettings.of("metrics", ENVIRONMENT).withAggregator("window.length", "1s"));

    /** What SaaS is told of an evaluation, but for the SDK's version. */
    private record Reported(String feature, String variation, String sdkType, String language) {}

    private final Sink sink = new Sink(system.relay(), List.of(ENVIRONMENT));

    @Test
    void the_evaluations_of_java_node_and_browser_arrive_once_under_their_names() {
        SdkClient java = sdk(Sdk.JAVA, first());
        SdkClient node = sdk(Sdk.NODE, second());
        evaluate(java, "ann", "dark", 3);
        evaluate(java, "ben", "light", 2);
        evaluate(node, "cleo", "dark", 4);
        node.shutDown(); // It posts at once.
        BrowserPage page = page(first());
        for (int i = 0; i < 5; i++) {
            assertThat(page.evaluate("sdk.variation('dark', false)").asBoolean()).isTrue();
            page.pass(Duration.ofSeconds(1)); // It counts one in half a second.
        }
        assertThat(page.evaluate("sdk.variation('light', true)").asBoolean()).isFalse();
        page.pass(Duration.ofSeconds(61)); // It posts every minute.

        Map<Reported, Long> expected =
                Map.of(
                        new Reported("dark", "true", "server", "java"), 3L,
                        new Reported("light", "false", "server", "java"), 2L,
                        new Reported("dark", "true", "server", "javascript"), 4L,
                        new Reported("dark", "true", "client", "JavaScript"), 5L,
                        new Reported("light", "false", "client", "JavaScript"), 1L);
        // The Java SDK posts half a minute after its start.
        Patience.RECOVERY.until(
                "all have arrived", () -> reported().keySet().containsAll(expected.keySet()));
        awaitWhatCameAfter();
        assertThat(reported()).isEqualTo(expected);
        assertThat(targets()).containsExactlyInAnyOrder("ann", "ben", "cleo");
        edgesAcceptedAllPosts();
        everyPostSaysWhoseItIs();
        assertThat(page.console()).noneMatch(line -> line.startsWith("error"));
    }

    private static SdkClient sdk(Sdk kind, Edge edge) {
        SdkClient sdk = system.sdk(kind, edge, ENVIRONMENT.serverKey());
        sdk.initialiseWithAnalytics(INITIALISATION);
        return sdk;
    }

    private static void evaluate(SdkClient sdk, String who, String flag, int times) {
        boolean expected = flag.equals("dark");
        for (int i = 0; i < times; i++) {
            assertThat(sdk.boolVariation(flag, target(who), !expected)).isEqualTo(expected);
        }
    }

    private static BrowserPage page(Edge edge) {
        BrowserPage page = system.browser().openWithClock();
        page.initialise(
                edge.base(),
                ENVIRONMENT.clientKey(),
                target("dora"),
                Json.object().put("enableAnalytics", true));
        Patience.STREAM.until(page + " is ready", () -> page.events().contains("ready"));
        return page;
    }

    private void awaitWhatCameAfter() {
        List<Evaluated> marks =
                system.relay().edges().stream().map(it -> sink.mark(it, ENVIRONMENT)).toList();
        Patience.RECOVERY.until("what came after", () -> marks.stream().allMatch(sink::has));
    }

    private Map<Reported, Long> reported() {
        return sink.entries(ENVIRONMENT)
                .filter(entry -> !Sink.attribute(entry, "featureIdentifier").startsWith("mark-"))
                .collect(
                        Collectors.groupingBy(
                                MetricsIT::reported,
                                Collectors.summingLong(entry -> entry.path("count").asLong())));
    }

    private static Reported reported(JsonNode entry) {
        assertThat(Sink.attribute(entry, "featureName"))
                .isEqualTo(Sink.attribute(entry, "featureIdentifier"));
        assertThat(Sink.attribute(entry, "SDK_VERSION")).isNotEmpty();
        assertThat(Sink.attribute(entry, "target")).isEqualTo("__global__cf_target");
        assertThat(entry.path("metricsType").asText()).isEqualTo("FFMETRICS");
        return new Reported(
                Sink.attribute(entry, "featureIdentifier"),
                Sink.attribute(entry, "variationIdentifier"),
                Sink.attribute(entry, "SDK_TYPE"),
                Sink.attribute(entry, "SDK_LANGUAGE"));
    }

    private List<String> targets() {
        return sink.posts(ENVIRONMENT).stream()
                .map(post -> post.payload().path("targetData"))
                .flatMap(targets -> StreamSupport.stream(targets.spliterator(), false))
                .map(target -> target.path("identifier").asText())
                .toList();
    }

    private static void edgesAcceptedAllPosts() {
        Patience.STREAM.untilAsserted("all posts are counted", MetricsIT::assertAllPostsAccepted);
    }

    private static void assertAllPostsAccepted() {
        long accepted = 0;
        for (Edge edge : system.relay().edges()) {
            accepted += posts(edge, "200");
            assertThat(posts(edge, "")).as("posts at %s", edge).isEqualTo(posts(edge, "200"));
        }
        assertThat(accepted).isEqualTo(3 + 2); // One of each SDK, and the marks.
    }

    private static long posts(Edge edge, String code) {
        return edge.counted(
                "ff_proxy_http_requests_total",
                line ->
                        line.contains("url=\"/metrics/")
                                && line.contains("code=\"" + code)
                                && !line.contains("code=\"204\""));
    }

    private void everyPostSaysWhoseItIs() {
        assertThat(sink.posts(ENVIRONMENT))
                .extracting(MetricsInbox.Post::headers)
                .allSatisfy(headers -> {
                    assertThat(headers)
                            .containsEntry("Harness-AccountID", "acceptance-account")
                            .containsEntry("Harness-EnvironmentID", ENVIRONMENT.id());
                    assertThat(headers.get("Harness-SDK-Info")).isNotBlank();
                });
    }

    private static Edge first() {
        return system.relay().edges().getFirst();
    }

    private static Edge second() {
        return system.relay().edges().getLast();
    }
}

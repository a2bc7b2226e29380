package io.flaghoist.acceptance;

import static io.flaghoist.acceptance.sdk.SdkTarget.target;
import static io.flaghoist.testkit.fixture.ClauseFixture.clause;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.acceptance.log.TopicReader;
import io.flaghoist.acceptance.relay.Edge;
import io.flaghoist.acceptance.relay.RelayExtension;
import io.flaghoist.acceptance.relay.RelaySettings;
import io.flaghoist.acceptance.relay.RelayUnderTest;
import io.flaghoist.acceptance.relay.TestEnvironment;
import io.flaghoist.acceptance.sdk.SdkTarget;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.simulator.state.Registrations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Targets on their way from SDKs over edges to SaaS and to other edges. */
class TargetsThroughEdgesIT {
    private static final TestEnvironment ENVIRONMENT =
            TestEnvironment.of(
                    "edge-targets",
                    List.of(
                            flag("gold_only")
                                    .on()
                                    .serving("false")
                                    .servingIf("true", clause("plan", "equal", "gold"))));
    private static final TopicCatalogue TOPICS = new TopicCatalogue(TopicCatalogue.DEFAULT_PREFIX);

    @RegisterExtension
    static final RelayExtension system =
            RelayExtension.serving(
                    RelaySettings.of("edge-targets", ENVIRONMENT)
                            .withIngest("targets.topic", "true")
                            .withEdge("targets.enabled", "true")
                            .withEdge("targets.privateAttributes", "email"));

    @Test
    void a_target_seen_by_two_edges_is_registered_at_saas_once_without_private_attributes() {
        SdkTarget ann = target("ann").with("plan", "gold").with("email", "ann@example.org");

        for (Edge edge : relay().edges()) {
            edge.token(ENVIRONMENT.clientKey(), ann);
            edge.token(ENVIRONMENT.clientKey(), ann);
        }
        relay().edges().getFirst().token(ENVIRONMENT.clientKey(), target("bob"));

        // Bob's record may be on another partition, but ann's were sent before.
        Patience.STREAM.until("both are registered", () -> seen("ann") >= 1 && seen("bob") >= 1);
        Patience.STREAM.until(
                "nothing waits",
                () -> relay().ingestHealth().at("/registrations/0/pending").asInt() == 0);
        assertThat(seen("ann")).isEqualTo(1);
        assertThat(topic(TOPICS.registrations().name())).doesNotContain("example.org");
    }

    @Test
    void a_target_too_large_for_a_token_is_known_at_once_here_and_soon_at_the_other_edge() {
        SdkTarget large = target("carl").with("plan", "gold").with("email", "carl@example.org");
        var random = new Random(1);
        for (int i = 0; i < 40; i++) {
            var text = new StringBuilder();
            random.ints(100, '0', 'z')
                    .filter(Character::isLetterOrDigit)
                    .forEach(c -> text.append((char) c));
            large = large.with("text" + i, text.toString());
        }
        Edge here = relay().edges().getFirst();
        Edge there = relay().edges().getLast();
        // Edges look for new topics every 5 s; a target seen before that is told when seen again.
        relay().edges().forEach(TargetsThroughEdgesIT::awaitTargetsTopic);

        String token = here.token(ENVIRONMENT.clientKey(), large);

        assertThat(value(here, token, "carl")).isEqualTo("true");
        Patience.STREAM.until(
                "the other edge knows carl", () -> value(there, token, "carl").equals("true"));
        assertThat(topic(TOPICS.targets(new EnvironmentId(ENVIRONMENT.id())).name()))
                .contains("carl")
                .doesNotContain("example.org");
    }

    private static void awaitTargetsTopic(Edge edge) {
        Patience.STREAM.until(
                edge + " follows the targets topic",
                () ->
                        edge.get("/health")
                                .json()
                                .at("/targets/environments/0/id")
                                .asText("")
                                .equals(ENVIRONMENT.id()));
    }

    private static String value(Edge edge, String token, String identifier) {
        JsonNode list =
                edge.get(Edge.path(ENVIRONMENT, "target/" + identifier + "/evaluations"), token)
                        .json();
        return list.path(0).path("value").asText();
    }

    private static long seen(String identifier) {
        return relay().saas(ENVIRONMENT).registrations().snapshot().targets().stream()
                .filter(target -> target.identifier().equals(identifier))
                .mapToLong(Registrations.Seen::count)
                .sum();
    }

    private static String topic(String name) {
        var all = new StringBuilder();
        new TopicReader(relay().broker().bootstrapServers())
                .records(name)
                .forEach(record ->
                        all.append(new String(record.value(), StandardCharsets.UTF_8))
                                .append('\n'));
        return all.toString();
    }

    private static RelayUnderTest relay() {
        return system.relay();
    }
}

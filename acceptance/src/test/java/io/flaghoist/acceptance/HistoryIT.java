package io.flaghoist.acceptance;

import static io.flaghoist.acceptance.sdk.SdkTarget.target;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.acceptance.log.CommandLineUnderTest;
import io.flaghoist.acceptance.relay.Edge;
import io.flaghoist.acceptance.relay.RelayExtension;
import io.flaghoist.acceptance.relay.RelaySettings;
import io.flaghoist.acceptance.relay.RelayUnderTest;
import io.flaghoist.acceptance.relay.SaasView;
import io.flaghoist.acceptance.relay.TestEnvironment;
import io.flaghoist.acceptance.sdk.SdkTarget;
import io.flaghoist.evaluation.Evaluation;
import io.flaghoist.evaluation.EvaluationTarget;
import io.flaghoist.evaluation.Evaluator;
import io.flaghoist.evaluation.JsonValues;
import io.flaghoist.evaluation.Served;
import io.flaghoist.history.copy.SigningKeys;
import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.past.Rebuilder;
import io.flaghoist.history.past.StateCache;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.wire.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What edges answered, and what the log says afterwards that they answered. */
class HistoryIT {
    private static final Logger log = LoggerFactory.getLogger(HistoryIT.class);
    private static final int REVISIONS = 200;
    private static final int BY_COMMAND = 5;
    private static final int PATIENCE = 20;
    private static final TopicCatalogue TOPICS = new TopicCatalogue(TopicCatalogue.DEFAULT_PREFIX);
    private static final TestEnvironment ENVIRONMENT =
            TestEnvironment.of("history", RandomChanges.start("marker"));
    private static final List<SdkTarget> TARGETS =
            List.of(
                    target("tester_1").with("plan", "pro"),
                    target("tester_77").with("email", "t77@example.org"),
                    target("nobody"));

    @RegisterExtension
    static final RelayExtension system =
            RelayExtension.serving(
                    RelaySettings.of("history", ENVIRONMENT)
                            .withIngest("doubt.confirmAfter", "1s")
                            .withIngest("doubt.settle", "1s"));

    @TempDir private Path folder;

    /** What targets got, by revision. */
    private final Map<Long, Map<String, String>> answered = new TreeMap<>();

    @Test
    void what_an_edge_answered_at_200_revisions_is_what_the_log_says_that_it_answered()
            throws Exception {
        long seed = Long.getLong("acceptance.seed", System.nanoTime());
        log.info("Replay with -Dacceptance.seed={}", seed);
        var changes = new RandomChanges(relay().saas(ENVIRONMENT), new Random(seed));
        Map<String, String> tokens = tokens();
        while (answered.size() < REVISIONS) {
            changes.next();
            int known = answered.size();
            for (int i = 0; i < PATIENCE && answered.size() == known; i++) {
                ask(tokens);
            }
        }

        try (var history = EnvironmentLog.open(connection(), new EnvironmentId(ENVIRONMENT.id()))) {
            var rebuilder = new Rebuilder(history, StateCache.NONE, Progress.NONE);
            for (long revision : answered.keySet()) {
                Evaluator then = Evaluator.of(rebuilder.at(revision).image());
                for (SdkTarget target : TARGETS) {
                    assertThat(list(then, target))
                            .as("%s at revision %d", target.identifier(), revision)
                            .isEqualTo(answer(revision, target));
                }
            }
        }
        answered.keySet().stream().limit(BY_COMMAND).forEach(this::assertCommandSaysSo);
    }

    @Test
    void a_region_seeded_by_replay_or_from_an_archive_answers_as_the_first_on_every_route()
            throws Exception {
        var changes = new RandomChanges(relay().saas(ENVIRONMENT), new Random(1));
        for (int i = 0; i < 40; i++) {
            changes.next();
        }
        Patience.RECOVERY.untilAsserted(
                "the edge has SaaS's state",
                () ->
                        assertThat(
                                        SaasView.of(relay().saas(ENVIRONMENT))
                                                .differenceTo(SaasView.of(edge(), ENVIRONMENT)))
                                .isEmpty());
        Path archive = folder.resolve("environment.zip");
        Path privateKey = folder.resolve("key.pem");
        Path publicKey = folder.resolve("key.pub.pem");
        var _ = SigningKeys.create(privateKey, publicKey);
        command("replay", "--to-prefix", "replayed");
        command("archive", archive.toString(), "--signing-key", privateKey.toString());
        CommandLineUnderTest.json(
                "restore",
                archive.toString(),
                "--public-key",
                publicKey.toString(),
                "--bootstrap-servers",
                relay().broker().bootstrapServers(),
                "--to-prefix",
                "restored",
                "--output",
                "json");

        for (String prefix : List.of("replayed", "restored")) {
            Edge there =
                    relay().addEdge(
                                    "edge " + prefix,
                                    RelaySettings.of("history", ENVIRONMENT)
                                            .withEdge("kafka.topicPrefix", prefix));
            for (String path : routes()) {
                assertThat(answer(there, path))
                        .as("%s at %s", path, there)
                        .isEqualTo(answer(edge(), path));
            }
            assertThat(there.auth("nobody's key")).isEqualTo(edge().auth("nobody's key"));
        }
        assertThat(command("verify", "--prefix", "replayed").getFirst().path("intact").asBoolean())
                .isTrue();
    }

    private List<String> routes() {
        var routes = new ArrayList<String>();
        for (String flag : identifiers("feature-configs", "feature")) {
            routes.add("feature-configs/" + flag);
            routes.add("target/tester_1/evaluations/" + flag);
        }
        for (String segment : identifiers("target-segments", "identifier")) {
            routes.add("target-segments/" + segment);
            routes.add("target-segments/" + segment + "?rules=v2");
        }
        routes.addAll(
                List.of(
                        "feature-configs",
                        "target-segments",
                        "target-segments?rules=v2",
                        "target/tester_1/evaluations",
                        "target/nobody/evaluations",
                        "feature-configs/no_such_flag",
                        "target-segments/no_such_group",
                        "target/nobody/evaluations/no_such_flag"));
        return routes;
    }

    private List<String> identifiers(String list, String field) {
        var identifiers = new ArrayList<String>();
        answer(edge(), list).json().forEach(it -> identifiers.add(it.path(field).asText()));
        return identifiers;
    }

    /** With a token of its own: each region has one secret, so both are taken at both. */
    private static Edge.Reply answer(Edge edge, String path) {
        return edge.get(Edge.path(ENVIRONMENT, path), edge.token(ENVIRONMENT.serverKey()));
    }

    private List<JsonNode> command(String name, String... arguments) {
        var all =
                new ArrayList<>(
                        List.of(
                                name,
                                "--bootstrap-servers",
                                relay().broker().bootstrapServers(),
                                "--env",
                                ENVIRONMENT.id(),
                                "--output",
                                "json"));
        all.addAll(List.of(arguments));
        return CommandLineUnderTest.json(all.toArray(String[]::new));
    }

    private Map<String, String> tokens() {
        var tokens = new TreeMap<String, String>();
        TARGETS.forEach(
                it -> tokens.put(it.identifier(), edge().token(ENVIRONMENT.clientKey(), it)));
        return tokens;
    }

    private void ask(Map<String, String> tokens) {
        tokens.forEach((target, token) -> {
            Edge.Reply reply =
                    edge().get(Edge.path(ENVIRONMENT, "target/" + target + "/evaluations"), token);
            assertThat(reply.status()).isEqualTo(200);
            String known =
                    answered.computeIfAbsent(reply.revision(), _ -> new TreeMap<>())
                            .putIfAbsent(target, reply.body());
            assertThat(known == null || known.equals(reply.body())).isTrue();
        });
        // Between two targets the revision may have moved on: such a one says too little.
        answered.values().removeIf(it -> it.size() < TARGETS.size());
    }

    private @Nullable String answer(long revision, SdkTarget target) {
        return answered.getOrDefault(revision, Map.of()).get(target.identifier());
    }

    private static String list(Evaluator evaluator, SdkTarget target) throws Exception {
        var served = new ArrayList<String>();
        evaluator.evaluateAll(
                EvaluationTarget.of(Json.bind(target.json(), Target.class)),
                evaluation -> {
                    switch (evaluation) {
                        case Served it ->
                                served.add(
                                        new String(
                                                it.wire(JsonValues.ENCODED),
                                                StandardCharsets.UTF_8));
                        case Evaluation.Failed _ -> {}
                    }
                });
        return "[" + String.join(",", served) + "]";
    }

    private void assertCommandSaysSo(long revision) {
        for (SdkTarget target : TARGETS) {
            List<JsonNode> lines =
                    CommandLineUnderTest.json(
                            "evaluate",
                            "--bootstrap-servers",
                            relay().broker().bootstrapServers(),
                            "--env",
                            ENVIRONMENT.id(),
                            "--target",
                            target.json().toString(),
                            "--at",
                            Long.toString(revision),
                            "--no-cache",
                            "--output",
                            "json");
            ArrayNode list = Json.object().putArray("list");
            for (JsonNode line : lines) {
                if (!line.has("failed")) {
                    list.add(((ObjectNode) line).retain("flag", "identifier", "kind", "value"));
                }
            }
            assertThat(list.toString())
                    .as("%s at revision %d", target.identifier(), revision)
                    .isEqualTo(answer(revision, target));
        }
    }

    private static LogConnection connection() {
        return new LogConnection(
                KafkaConnection.to(relay().broker().bootstrapServers()),
                TOPICS,
                Duration.ofSeconds(20));
    }

    private static Edge edge() {
        return relay().edges().getFirst();
    }

    private static RelayUnderTest relay() {
        return system.relay();
    }
}

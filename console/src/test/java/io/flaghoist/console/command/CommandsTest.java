package io.flaghoist.console.command;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.console.command.CommandLineUnderTest.Answer;
import io.flaghoist.history.copy.SigningKeys;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.testkit.broker.SharedBroker;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.log.TestLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private static final EnvironmentId PROD = new EnvironmentId("prod");
    private static final EnvironmentId STAGING = new EnvironmentId("staging");
    private static final Instant NOON = Instant.parse("2025-11-01T12:00:00Z");
    private static final FlagFixture DARK_MODE = flag("dark_mode").off().serving("true");
    private static final String ANN = "{\"identifier\":\"ann\",\"attributes\":{\"plan\":\"pro\"}}";

    private static TopicCatalogue topics = new TopicCatalogue("none");

    @TempDir private Path folder;

    /** What people did: one change a minute from noon on, the second environment by and by. */
    @BeforeAll
    static void write() {
        topics = new TopicCatalogue(kafka.newTopicPrefix());
        var minute = Duration.ofMinutes(1);
        TestLog.of(PROD)
                .at(NOON)
                .saved(segment("beta").including("ann").document()) // 1
                .later(minute)
                .saved(DARK_MODE.version(1).document()) // 2
                .later(minute)
                .saved(EnvironmentDocument.of(names(PROD))) // 3
                .later(minute)
                .saved(DARK_MODE.on().version(2).document()) // 4
                .later(minute)
                .saved(DARK_MODE.on().rollout("true", 10, "false", 90).version(3).document()) // 5
                .later(minute)
                .saved(flag("banner").on().serving("false").version(1).document()) // 6
                .later(minute)
                .removed(new DocumentKey.OfFlag("banner")) // 7
                .writeTo(kafka.bootstrapServers(), topics, 1);
        TestLog.of(STAGING)
                .at(NOON)
                .saved(DARK_MODE.on().version(9).with(it -> it.put("environment", "s")).document())
                .saved(EnvironmentDocument.of(names(STAGING)))
                .writeTo(kafka.bootstrapServers(), topics, 2);
    }

    @Test
    void history_tells_each_change_the_newest_first() {
        Answer answer = prod("history");

        assertThat(answer.code()).isEqualTo(ExitCode.DONE);
        assertThat(answer.lines().stream().filter(it -> !it.startsWith(" ")))
                .containsExactly(
                        "7       2025-11-01 12:06:00.000 +00:00  removed  flag/banner  (stream, version 1)",
                        "6       2025-11-01 12:05:00.000 +00:00  created  flag/banner  (stream, version 1)",
                        "5       2025-11-01 12:04:00.000 +00:00  replaced flag/dark_mode  (stream, version 3)",
                        "4       2025-11-01 12:03:00.000 +00:00  replaced flag/dark_mode  (stream, version 2)",
                        "3       2025-11-01 12:02:00.000 +00:00  created  environment  (stream)",
                        "2       2025-11-01 12:01:00.000 +00:00  created  flag/dark_mode  (stream, version 1)",
                        "1       2025-11-01 12:00:00.000 +00:00  created  segment/beta  (stream, version 1)");
        assertThat(answer.lines()).contains("        turned on", "        version 1 → 2");
    }

    @Test
    void history_is_narrowed_by_document_by_time_and_by_number() {
        assertThat(revisions(prod("history", "--flag", "dark_mode", "-o", "json")))
                .containsExactly(5L, 4L, 2L);
        assertThat(
                        revisions(
                                prod(
                                        "history",
                                        "--segment",
                                        "beta",
                                        "--key",
                                        "environment",
                                        "-o",
                                        "json")))
                .containsExactly(3L, 1L);
        assertThat(revisions(prod("history", "--since", "4", "--until", "6", "-o", "json")))
                .containsExactly(6L, 5L, 4L);
        assertThat(
                        revisions(
                                prod(
                                        "history",
                                        "--since",
                                        "2025-11-01T12:03:00Z",
                                        "--until",
                                        "2025-11-01 13:04 Europe/Berlin",
                                        "-o",
                                        "json")))
                .containsExactly(5L, 4L);
        assertThat(revisions(prod("history", "--limit", "2", "-o", "json")))
                .containsExactly(7L, 6L);
        assertThat(revisions(prod("history", "--reverse", "--limit", "2", "-o", "json")))
                .containsExactly(1L, 2L);
        assertThat(prod("history", "--since", "1s ago").err()).contains("No change matches.");
    }

    @Test
    void history_as_json_has_the_differences_as_data() {
        JsonNode turned =
                prod("history", "--since", "4", "--until", "4", "-o", "json").json().getFirst();

        assertThat(turned.path("observedAt").asText()).isEqualTo("2025-11-01T12:03:00Z");
        assertThat(turned.path("kind").asText()).isEqualTo("replaced");
        assertThat(turned.path("key").asText()).isEqualTo("flag/dark_mode");
        assertThat(turned.path("cause").asText()).isEqualTo("stream");
        assertThat(turned.path("upstreamVersion").asLong()).isEqualTo(2);
        JsonNode difference = turned.path("differences").path(0);
        assertThat(difference.path("path").asText()).isEqualTo("state");
        assertThat(difference.path("before").asText()).isEqualTo("off");
        assertThat(difference.path("after").asText()).isEqualTo("on");
        assertThat(difference.path("text").asText()).isEqualTo("turned on");
    }

    @Test
    void state_is_the_documents_as_they_stood() {
        assertThat(keys(prod("state", "--at", "6", "-o", "json")))
                .containsExactlyInAnyOrder(
                        "environment", "flag/banner", "flag/dark_mode", "segment/beta");
        assertThat(keys(prod("state", "-o", "json")))
                .containsExactlyInAnyOrder("environment", "flag/dark_mode", "segment/beta");
        JsonNode then =
                prod("state", "--at", "2025-11-01T12:02:30Z", "--flag", "dark_mode", "-o", "json")
                        .json()
                        .getFirst();
        assertThat(then.path("revision").asLong()).isEqualTo(3);
        assertThat(then.path("document").path("state").asText()).isEqualTo("off");
        assertThat(prod("state", "--flag", "dark_mode").out())
                .contains("\"feature\" : \"dark_mode\"");
    }

    @Test
    void what_was_not_there_is_said_with_an_exit_code_of_its_own() {
        Answer gone = prod("state", "--flag", "banner");

        assertThat(gone.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(gone.err()).contains("There was no flag/banner at revision 7");
        assertThat(prod("evaluate", "--flag", "banner", "--target", "ann").code())
                .isEqualTo(ExitCode.NOT_FOUND);
        assertThat(prod("state", "--at", "99").code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(console().call("state", "--env", "nowhere").code())
                .isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void diff_tells_what_two_moments_have_in_difference() {
        Answer answer = prod("diff", "--from", "3", "--to", "7");

        assertThat(answer.code()).isEqualTo(ExitCode.DONE);
        assertThat(answer.lines())
                .containsExactly(
                        "replaced flag/dark_mode",
                        "        turned on",
                        "        default: `true` → 10 % of targets get `true`, the others `false`",
                        "        version 1 → 3");
        assertThat(prod("diff", "--from", "6").lines()).first().isEqualTo("removed  flag/banner");
        assertThat(prod("diff", "--from", "7").lines()).containsExactly("No difference.");
    }

    @Test
    void diff_tells_what_two_environments_have_in_difference() {
        Answer answer = prod("diff", "--from", "4", "--to-env", "staging");

        assertThat(answer.lines())
                .as("dark_mode is the same but for its version and environment")
                .containsExactly("segment/beta is only in prod");
    }

    @Test
    void evaluate_is_what_a_target_got_then() {
        JsonNode then =
                prod("evaluate", "--flag", "dark_mode", "--target", ANN, "--at", "2", "-o", "json")
                        .json()
                        .getFirst();
        JsonNode later =
                prod(
                                "evaluate",
                                "--flag",
                                "dark_mode",
                                "--target",
                                ANN,
                                "--at",
                                "2025-11-01T12:03:30Z",
                                "-o",
                                "json")
                        .json()
                        .getFirst();

        assertThat(then.path("value").asText()).isEqualTo("false");
        assertThat(later.path("value").asText()).isEqualTo("true");
        assertThat(later.path("identifier").asText()).isEqualTo("true");
        assertThat(later.path("kind").asText()).isEqualTo("boolean");
        assertThat(later.path("revision").asLong()).isEqualTo(4);
    }

    @Test
    void evaluate_explains_the_way_to_its_answer() {
        Answer words = prod("evaluate", "--flag", "dark_mode", "--target", "ann", "--explain");

        assertThat(words.lines().getFirst()).startsWith("dark_mode for ann at revision 7: ");
        assertThat(words.out())
                .contains("the flag is on")
                .contains("rollout by `identifier`: bucket ");
        assertThat(
                        prod(
                                        "evaluate",
                                        "--flag",
                                        "dark_mode",
                                        "--target",
                                        "ann",
                                        "--explain",
                                        "-o",
                                        "json")
                                .json()
                                .getFirst()
                                .path("explanation")
                                .path("steps")
                                .path(0)
                                .path("step")
                                .asText())
                .isEqualTo("state");
    }

    @Test
    void evaluate_before_the_environment_was_complete_says_so() {
        assertThat(prod("evaluate", "--target", "ann", "--at", "2").err())
                .contains("edges answered no SDK yet");
    }

    @Test
    void evaluate_between_names_the_targets_that_get_something_else() throws Exception {
        Path targets = folder.resolve("targets.jsonl");
        Files.write(targets, List.of("ann", "{\"identifier\":\"bob\"}", ""));

        Answer turned =
                prod(
                        "evaluate",
                        "--targets",
                        targets.toString(),
                        "--between",
                        "3",
                        "4",
                        "-o",
                        "json");

        assertThat(turned.json().stream().map(it -> it.path("target").asText()))
                .containsExactly("ann", "bob");
        assertThat(turned.json().getFirst().path("before").path("value").asText())
                .isEqualTo("false");
        assertThat(turned.json().getFirst().path("after").path("value").asText()).isEqualTo("true");
        assertThat(prod("evaluate", "--targets", targets.toString(), "--between", "6", "7").out())
                .contains(
                        "banner for ann: `false` → the default in the code: there is no such flag")
                .contains("2 of 2 targets get another answer at revision 7 than at 6.");
    }

    @Test
    void verify_says_that_the_log_is_intact_and_expects_its_head_the_next_time() {
        Answer first = prod("verify", "-o", "json");

        assertThat(first.code()).isEqualTo(ExitCode.DONE);
        JsonNode verdict = first.json().getFirst();
        assertThat(verdict.path("intact").asBoolean()).isTrue();
        assertThat(verdict.path("records").asLong()).isEqualTo(7);
        String head = verdict.path("last").path("hash").asText();
        assertThat(prod("verify").lines()).contains("Intact.");
        assertThat(prod("verify", "--expect", "7:" + head).code()).isEqualTo(ExitCode.DONE);
        Answer other = prod("verify", "--no-cache", "--expect", "7:" + "0".repeat(64));
        assertThat(other.code()).isEqualTo(ExitCode.NOT_INTACT);
        assertThat(other.out()).contains("revision 7").contains("NOT INTACT");
        assertThat(prod("verify", "--expect", "7").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void what_is_archived_is_restored_and_verifies() throws Exception {
        Path file = folder.resolve("prod.zip");
        Path privateKey = folder.resolve("key.pem");
        Path publicKey = folder.resolve("key.pub.pem");
        var _ = SigningKeys.create(privateKey, publicKey);
        String restored = kafka.newTopicPrefix();

        Answer archived =
                prod(
                        "archive",
                        file.toString(),
                        "--signing-key",
                        privateKey.toString(),
                        "-o",
                        "json");
        assertThat(archived.code()).as(archived.err()).isEqualTo(ExitCode.DONE);
        assertThat(archived.json().getFirst().path("manifest").path("records").asLong())
                .isEqualTo(7);
        assertThat(
                        console()
                                .call(
                                        "restore",
                                        file.toString(),
                                        "--public-key",
                                        publicKey.toString(),
                                        "--check")
                                .out())
                .contains("revisions 1 to 7");
        Answer written =
                console()
                        .call(
                                "restore",
                                file.toString(),
                                "--public-key",
                                publicKey.toString(),
                                "--to-prefix",
                                restored);
        assertThat(written.code()).as(written.err()).isEqualTo(ExitCode.DONE);
        assertThat(at(restored, "verify").code()).isEqualTo(ExitCode.DONE);
        assertThat(at(restored, "state", "-o", "json").out())
                .isEqualTo(prod("state", "-o", "json").out());
        assertThat(prod("archive", file.toString(), "--signing-key", privateKey.toString()).err())
                .contains("never overwritten");
    }

    @Test
    void what_is_replayed_until_a_moment_stands_there() {
        String replayed = kafka.newTopicPrefix();

        Answer written =
                prod(
                        "replay",
                        "--to-prefix",
                        replayed,
                        "--until",
                        "2025-11-01T12:04:30Z",
                        "-o",
                        "json");

        assertThat(written.code()).as(written.err()).isEqualTo(ExitCode.DONE);
        assertThat(written.json().getFirst().path("revision").asLong()).isEqualTo(5);
        assertThat(at(replayed, "state", "-o", "json").out())
                .isEqualTo(prod("state", "--at", "5", "-o", "json").out());
        assertThat(prod("replay", "--to-prefix", topics.prefix()).code())
                .isEqualTo(ExitCode.FAILED);
        assertThat(prod("replay").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void doctor_tells_each_check_and_what_to_do() {
        Answer answer =
                console()
                        .call(
                                "doctor",
                                "--env",
                                "prod",
                                "--timeout",
                                "5",
                                "--watch-streams",
                                "1",
                                "-o",
                                "json");

        JsonNode diagnosis = answer.json().getFirst();
        assertThat(diagnosis.path("checks").size()).isPositive();
        assertThat(diagnosis.path("checks").findValuesAsText("name"))
                .contains("broker-address", "topic-settings", "acls", "ingest");
        assertThat(diagnosis.path("verdict").asText())
                .as("no ingest speaks here")
                .isEqualTo(answer.code() == ExitCode.DONE ? "warning" : "wrong");
        assertThat(console().call("doctor", "--edge", "nowhere").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void watch_tells_what_came_since_and_ends_with_its_limit() {
        Answer answer = prod("watch", "--since", "6", "--limit", "2", "-o", "json");

        assertThat(revisions(answer)).containsExactly(6L, 7L);
    }

    @Test
    void what_makes_no_sense_is_answered_with_what_would() {
        assertThat(console().call("history").err()).contains("--env").contains("prod, staging");
        assertThat(console().call("history").code()).isEqualTo(ExitCode.USAGE);
        assertThat(prod("history", "--since", "the other day").code()).isEqualTo(ExitCode.USAGE);
        assertThat(prod("history", "--since", "the other day").err()).contains("10m ago");
        assertThat(prod("evaluate", "--target", "{}").code()).isEqualTo(ExitCode.USAGE);
        assertThat(prod("evaluate", "--target", "{").err()).contains("not JSON");
        assertThat(prod("evaluate").err()).contains("--target");
        assertThat(prod("diff").err()).contains("--from");
        assertThat(CommandLineUnderTest.raw("histroy").code()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandLineUnderTest.raw("history", "--sinse", "1").err()).contains("--since");
    }

    @Test
    void a_kafka_that_is_away_is_a_failure_of_its_own() {
        Answer answer =
                CommandLineUnderTest.raw(
                        "history",
                        "--env",
                        "prod",
                        "--bootstrap-servers",
                        "127.0.0.1:1",
                        "--timeout",
                        "1");

        assertThat(answer.code()).isEqualTo(ExitCode.FAILED);
        assertThat(answer.err()).contains("127.0.0.1:1").contains("Check --bootstrap-servers");
    }

    @Test
    void completion_knows_every_command() {
        Answer answer = CommandLineUnderTest.raw("completion");

        assertThat(answer.out()).contains("history", "evaluate", "bench", "complete -F");
    }

    private static CommandLineUnderTest console() {
        return new CommandLineUnderTest(kafka.bootstrapServers(), topics);
    }

    private Answer prod(String command, String... arguments) {
        var all = new ArrayList<>(List.of("--env", "prod"));
        if (!List.of("history", "watch", "archive", "replay").contains(command)) {
            all.addAll(List.of("--cache", folder.resolve("cache").toString()));
        }
        all.addAll(List.of(arguments));
        return console().call(command, all.toArray(String[]::new));
    }

    private Answer at(String prefix, String command, String... arguments) {
        var all =
                new ArrayList<>(
                        List.of(
                                "--env",
                                "prod",
                                "--cache",
                                folder.resolve("elsewhere").toString()));
        all.addAll(List.of(arguments));
        return new CommandLineUnderTest(kafka.bootstrapServers(), new TopicCatalogue(prefix))
                .call(command, all.toArray(String[]::new));
    }

    private static List<Long> revisions(Answer answer) {
        return answer.json().stream().map(it -> it.path("revision").asLong()).toList();
    }

    private static List<String> keys(Answer answer) {
        return answer.json().stream().map(it -> it.path("key").asText()).toList();
    }

    private static EnvironmentNames names(EnvironmentId environment) {
        return new EnvironmentNames(
                environment,
                "dev",
                "11111111-0000-4000-8000-000000000001",
                "sample",
                "22222222-0000-4000-8000-000000000001",
                "default",
                "sample-account",
                "2");
    }
}

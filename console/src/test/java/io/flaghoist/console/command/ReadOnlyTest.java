package io.flaghoist.console.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.console.command.CommandLineUnderTest.Answer;
import io.flaghoist.history.copy.CopyRefusedException;
import io.flaghoist.history.copy.SigningKeys;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.testkit.broker.Right;
import io.flaghoist.testkit.broker.SecuredBroker;
import io.flaghoist.testkit.log.RandomChanges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a principal that may read the environment's two topics, and nothing else at all. */
class ReadOnlyTest {
    private static final EnvironmentId PROD = new EnvironmentId("prod");
    private static final TopicCatalogue TOPICS = new TopicCatalogue("flaghoist");

    @TempDir private static Path folder;
    private static SecuredBroker broker;

    @BeforeAll
    static void start() throws IOException {
        broker = SecuredBroker.startInThisJvm(folder.resolve("broker"));
        RandomChanges.log(PROD, 60, 5, 1)
                .writeTo(
                        broker.bootstrapServers(),
                        TOPICS,
                        20,
                        broker.login(SecuredBroker.SUPER_USER));
        broker.user("reader").user("nobody");
        for (TopicSpec topic : TOPICS.of(PROD)) {
            broker.grant("reader", Right.topic(topic.name(), AclOperation.READ));
        }
        for (String user : List.of("reader", "nobody")) {
            var lines = new ArrayList<String>();
            broker.login(user).forEach((name, value) -> lines.add(name + "=" + value));
            Files.write(settings(user), lines);
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void every_question_is_answered_with_the_right_to_read_alone() {
        assertDone("history");
        assertDone("watch", "--since", "1", "--limit", "60");
        assertDone("state", "--at", "30", "--no-cache");
        assertDone("diff", "--from", "10", "--to", "50", "--no-cache");
        assertDone("evaluate", "--target", "ann", "--at", "40", "--no-cache");
        assertDone("verify", "--no-cache");
        assertDone(
                "archive",
                folder.resolve("prod.zip").toString(),
                "--signing-key",
                signingKey().toString());
    }

    @Test
    void a_replay_names_the_right_that_it_lacks() {
        Answer answer = as("reader", "replay", "--to-prefix", "elsewhere");

        assertThat(answer.code()).isEqualTo(ExitCode.FAILED);
        assertThat(answer.err()).contains("elsewhere.env.prod.config").contains("CREATE");
    }

    @Test
    void who_may_see_nothing_is_told_of_rights() {
        Answer answer = as("nobody", "history");

        assertThat(answer.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(answer.err()).contains("READ permission");
    }

    private static void assertDone(String command, String... arguments) {
        Answer answer = as("reader", command, arguments);
        assertThat(answer.code()).as("%s: %s", command, answer.err()).isEqualTo(ExitCode.DONE);
        assertThat(answer.out()).as(command).isNotBlank();
    }

    private static Answer as(String user, String command, String... arguments) {
        var all = new ArrayList<String>();
        all.addAll(List.of("--env", "prod", "--kafka-properties", settings(user).toString()));
        all.addAll(List.of(arguments));
        return new CommandLineUnderTest(broker.bootstrapServers(), TOPICS)
                .call(command, all.toArray(String[]::new));
    }

    private static Path settings(String user) {
        return folder.resolve(user + ".properties");
    }

    private static Path signingKey() {
        Path key = folder.resolve("key.pem");
        try {
            var _ = SigningKeys.create(key, folder.resolve("key.pub"));
        } catch (IOException | CopyRefusedException e) {
            throw new AssertionError(e);
        }
        return key;
    }
}

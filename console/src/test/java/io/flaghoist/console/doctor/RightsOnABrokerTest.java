package io.flaghoist.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.testkit.broker.Right;
import io.flaghoist.testkit.broker.SecuredBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a broker that knows its users and checks what they may do. */
class RightsOnABrokerTest {
    private static final EnvironmentId PROD = new EnvironmentId("prod-1");
    private static final TopicCatalogue TOPICS = new TopicCatalogue("flaghoist");
    private static final List<TopicSpec> READ_BY_CONSOLE =
            Stream.concat(TOPICS.of(PROD).stream(), Stream.of(TOPICS.status())).toList();

    @TempDir static Path folder;
    private static SecuredBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = SecuredBroker.startInThisJvm(folder.resolve("broker"));
        for (String user : List.of("reader", "writer", "blind", "stranger")) {
            broker.user(user);
        }
        try (Admin admin = as(SecuredBroker.SUPER_USER).admin()) {
            List<NewTopic> topics =
                    Stream.concat(READ_BY_CONSOLE.stream(), Stream.of(TOPICS.targets(PROD)))
                            .map(RightsOnABrokerTest::topic)
                            .toList();
            admin.createTopics(topics).all().get();
            await().ignoreExceptions()
                    .until(() -> admin.listTopics().names().get().size() == topics.size());
            for (TopicSpec topic : READ_BY_CONSOLE) {
                grant("reader", topic, AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
                grant("blind", topic, AclOperation.DESCRIBE);
                grant(
                        "writer",
                        topic,
                        AclOperation.READ,
                        AclOperation.WRITE,
                        AclOperation.ALTER_CONFIGS);
            }
            grant("writer", TOPICS.targets(PROD), AclOperation.READ);
        }
    }

    private static void grant(String user, TopicSpec topic, AclOperation... operations) {
        broker.grant(
                user,
                Stream.of(operations)
                        .map(operation -> Right.topic(topic.name(), operation))
                        .toArray(Right[]::new));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void who_may_read_and_nothing_else_is_well() {
        var examined = examine(as("reader"));

        assertThat(examined.text("acls", Outcome.OK))
                .as("%s", examined)
                .contains("May read what the console needs (3 topics), and alter nothing");
        assertThat(examined.worst("topic-settings")).isEqualTo(Outcome.OK);
        assertThat(examined.worst("topics")).isEqualTo(Outcome.OK);
        assertThat(examined.text("broker-settings", Outcome.SKIPPED))
                .contains("--operation Describe --operation DescribeConfigs --cluster");
    }

    @Test
    void who_may_alter_the_log_is_warned_with_the_least_rights() {
        var examined = examine(as("writer"));

        assertThat(examined.text("acls", Outcome.WARNING))
                .contains("may WRITE, ALTER_CONFIGS on 3 topics")
                .contains("kafka-acls.sh --bootstrap-server")
                .contains(
                        "--add --allow-principal 'User:writer' --operation Read --operation DescribeConfigs --topic flaghoist.env.prod-1.config --topic flaghoist.env.prod-1.history --topic flaghoist.status")
                .contains("--remove --force --allow-principal 'User:writer' --operation Write")
                .contains("may READ personal data: flaghoist.env.prod-1.targets");
    }

    @Test
    void who_sees_topics_but_may_not_read_them_is_told_how_he_may() {
        var examined = examine(as("blind"));

        assertThat(examined.text("acls", Outcome.WRONG))
                .contains("may see the topic but not READ it")
                .contains("--allow-principal 'User:blind' --operation Read");
        assertThat(examined.text("ingest", Outcome.SKIPPED)).contains("cannot be read");
        assertThat(examined.text("topic-settings", Outcome.SKIPPED)).contains("cannot be read");
    }

    @Test
    void who_sees_nothing_is_told_of_rights_when_he_names_an_environment() {
        var examined = examine(as("stranger"), PROD);

        assertThat(examined.text("topics", Outcome.WRONG))
                .contains("Has neither config nor history that this principal can see")
                .contains("may not DESCRIBE it, if it exists")
                .contains("--allow-principal 'User:stranger'");
    }

    @Test
    void refused_credentials_are_told_apart_from_a_wrong_address() {
        broker.user("former").revokePassword("former");

        assertThat(examine(as("former")).text("broker-address", Outcome.WRONG))
                .contains("do not trust each other")
                .contains("sasl.jaas.config");
    }

    @Test
    void a_client_without_credentials_learns_that_the_listener_wants_some() {
        var plain =
                new LogConnection(
                        KafkaConnection.to(broker.bootstrapServers()),
                        TOPICS,
                        Duration.ofSeconds(3));

        assertThat(examine(plain).text("broker-address", Outcome.WRONG))
                .contains("nothing there answers as Kafka")
                .contains("security.protocol (now PLAINTEXT)");
    }

    @Test
    void passwords_are_in_no_finding() {
        assertThat(examine(as("writer")).toString()).doesNotContain(broker.password("writer"));
    }

    private static Examined examine(LogConnection log, EnvironmentId... environments) {
        return Examined.log(
                log, Examined.QUICK.withStatusWait(Duration.ofMillis(50)), environments);
    }

    private static LogConnection as(String user) {
        return new LogConnection(
                new KafkaConnection(broker.bootstrapServers(), broker.login(user)),
                TOPICS,
                Duration.ofSeconds(5));
    }

    private static NewTopic topic(TopicSpec spec) {
        return new NewTopic(spec.name(), Optional.of(spec.partitions()), Optional.empty())
                .configs(spec.settings());
    }
}

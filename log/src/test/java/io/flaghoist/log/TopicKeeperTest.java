package io.flaghoist.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.schemas.topic.TopicSpec.Cleanup;
import io.flaghoist.testkit.broker.SharedBroker;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TopicKeeperTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private final AtomicInteger contacts = new AtomicInteger();
    private final KafkaContact contact = new KafkaContact(Clock.systemUTC(), System::nanoTime);
    private final String prefix = kafka.newTopicPrefix();
    private final Admin admin;
    private final TopicKeeper keeper;

    TopicKeeperTest() {
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        keeper = new TopicKeeper(admin, -1, Duration.ofSeconds(30), contact);
    }

    @BeforeEach
    void listen() {
        contact.onContact(contacts::incrementAndGet);
    }

    @AfterEach
    void close() {
        admin.close();
    }

    private TopicSpec topic(String name, Cleanup cleanup, int partitions) {
        return new TopicSpec(prefix + "." + name, "flag", cleanup, partitions, Optional.empty());
    }

    private void create(String name, int partitions, Map<String, String> settings)
            throws Exception {
        admin.createTopics(
                        List.of(
                                new NewTopic(
                                                prefix + "." + name,
                                                Optional.of(partitions),
                                                Optional.empty())
                                        .configs(settings)))
                .all()
                .get();
    }

    @Test
    void absent_topics_are_created_as_specified_and_are_ready_the_next_time() throws Exception {
        TopicSpec config = topic("config", Cleanup.COMPACT, 1);
        TopicSpec metrics = topic("metrics", Cleanup.DELETE, 3);

        assertThat(keeper.ensure(List.of(config, metrics)))
                .isEqualTo(new TopicKeeper.Result.Ready());
        assertThat(keeper.ensure(List.of(config, metrics)))
                .isEqualTo(new TopicKeeper.Result.Ready());

        assertThat(keeper.partitions(metrics)).isEqualTo(new TopicKeeper.Partitions.Known(3));
        assertThat(setting(config.name(), "cleanup.policy")).isEqualTo("compact");
        assertThat(setting(config.name(), "max.message.bytes"))
                .isEqualTo(Integer.toString(TopicSpec.MAX_MESSAGE_BYTES));
    }

    private String setting(String topic, String name) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource)).all().get().values().stream()
                .flatMap(config -> config.entries().stream())
                .filter(entry -> entry.name().equals(name))
                .map(ConfigEntry::value)
                .findFirst()
                .orElse("absent");
    }

    @Test
    void the_number_of_partitions_of_an_absent_topic_is_that_of_the_one_created() throws Exception {
        assertThat(keeper.partitions(topic("outbox", Cleanup.DELETE, 4)))
                .isEqualTo(new TopicKeeper.Partitions.Known(4));
    }

    @Test
    void topics_that_would_lose_state_are_faulty_and_left_alone() throws Exception {
        create("config", 2, Map.of("cleanup.policy", "delete"));
        TopicSpec config = topic("config", Cleanup.COMPACT, 1);

        assertThat(keeper.ensure(List.of(config, topic("history", Cleanup.DELETE, 1))))
                .isInstanceOfSatisfying(
                        TopicKeeper.Result.Faulty.class,
                        faulty ->
                                assertThat(faulty.faults())
                                        .hasSize(2)
                                        .anySatisfy(it ->
                                                assertThat(it)
                                                        .contains(
                                                                config.name(),
                                                                "cleanup.policy=delete"))
                                        .anySatisfy(
                                                it -> assertThat(it).contains("has 2 partitions")));
        assertThat(setting(config.name(), "cleanup.policy")).isEqualTo("delete");
    }

    @Test
    void a_look_at_existing_topics_finds_faults_and_risks_and_creates_nothing() throws Exception {
        TopicSpec good = topic("good", Cleanup.COMPACT, 1);
        TopicSpec bad = topic("bad", Cleanup.COMPACT, 1);
        TopicSpec absent = topic("absent", Cleanup.COMPACT, 1);
        assertThat(keeper.ensure(List.of(good, bad))).isEqualTo(new TopicKeeper.Result.Ready());
        set(bad.name(), "max.message.bytes", "1000000");
        set(bad.name(), "cleanup.policy", "delete");

        Map<String, List<String>> faults = keeper.faults(List.of(good, bad, absent));

        assertThat(faults).containsOnlyKeys(bad.name());
        assertThat(faults.get(bad.name())).hasSize(2);
        assertThat(admin.listTopics().names().get()).doesNotContain(absent.name());
    }

    private void set(String topic, String name, String value) throws Exception {
        var operation = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(
                        Map.of(
                                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                                List.of(operation)))
                .all()
                .get();
    }

    @Test
    void without_kafka_nothing_is_known_and_contact_is_lost_until_it_answers() throws Exception {
        TopicSpec topic = topic("config", Cleanup.COMPACT, 1);
        Admin nowhere = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:9"));
        try {
            var lost = new TopicKeeper(nowhere, -1, Duration.ofMillis(300), contact);

            assertThat(lost.ensure(List.of(topic)))
                    .isEqualTo(new TopicKeeper.Result.Unavailable("no answer within 0 s"));
            assertThat(lost.partitions(topic))
                    .isEqualTo(new TopicKeeper.Partitions.Unknown("no answer within 0 s"));
            assertThatThrownBy(() -> lost.faults(List.of(topic)))
                    .isInstanceOf(TimeoutException.class);
        } finally {
            nowhere.close(Duration.ZERO);
        }
        assertThat(contacts).hasValue(0);

        assertThat(keeper.ensure(List.of(topic))).isEqualTo(new TopicKeeper.Result.Ready());
        assertThat(contacts).hasValue(1);
    }
}

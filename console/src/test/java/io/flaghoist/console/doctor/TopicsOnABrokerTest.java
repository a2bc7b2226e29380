package io.flaghoist.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.testkit.broker.SharedBroker;
import io.flaghoist.testkit.log.TopicWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TopicsOnABrokerTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private static final EnvironmentId PROD = new EnvironmentId("prod-1");

    private final TopicCatalogue topics = new TopicCatalogue(kafka.newTopicPrefix());
    private Admin admin;

    @BeforeEach
    void connect() {
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    @AfterEach
    void disconnect() {
        admin.close();
    }

    @Test
    void topics_as_ingest_creates_them_are_well() {
        try (var writer = new TopicWriter(kafka.bootstrapServers(), topics)) {
            topics.of(PROD).forEach(writer::create);
            topics.shared().forEach(writer::create);
        }
        topics.of(PROD).forEach(topic -> awaitVisible(topic.name()));
        topics.shared().forEach(topic -> awaitVisible(topic.name()));

        var examined = examine();

        assertThat(examined.worst("topic-settings")).as("%s", examined).isEqualTo(Outcome.OK);
        assertThat(examined.worst("topics")).isEqualTo(Outcome.OK);
        assertThat(examined.worst("broker-address")).isEqualTo(Outcome.OK);
        assertThat(examined.worst("advertised-address")).isEqualTo(Outcome.OK);
        assertThat(examined.worst("broker-features")).isEqualTo(Outcome.OK);
        assertThat(examined.worst("broker-settings")).isEqualTo(Outcome.OK);
        assertThat(examined.worst("replicas")).isEqualTo(Outcome.OK);
        assertThat(examined.text("cluster", Outcome.OK)).contains("1 broker (1)");
    }

    @Test
    void a_cluster_that_checks_no_rights_is_said_to_be_one() throws Exception {
        create(topics.config(PROD), Map.of());

        assertThat(examine().text("acls", Outcome.WARNING))
                .contains("checks no rights")
                .contains("StandardAuthorizer")
                .contains("--operation Read");
    }

    @Test
    void settings_that_lose_something_are_named_with_the_command_that_mends_them()
            throws Exception {
        create(
                topics.config(PROD),
                Map.of("delete.retention.ms", "60000", "max.message.bytes", "1048588"));
        create(
                topics.history(PROD),
                Map.of(
                        "retention.ms",
                        "3600000",
                        "unclean.leader.election.enable",
                        "true",
                        "message.timestamp.type",
                        "LogAppendTime"));

        var examined = examine();

        String config = topics.config(PROD).name();
        String history = topics.history(PROD).name();
        assertThat(examined.text("topic-settings", Outcome.WARNING))
                .contains("delete.retention.ms=60000")
                .contains("a revoked key may come back")
                .contains(
                        "kafka-configs.sh --bootstrap-server %s --alter --entity-type topics --entity-name %s --add-config delete.retention.ms=604800000"
                                .formatted(kafka.bootstrapServers(), config))
                .contains("max.message.bytes=1048588")
                .contains("history older than 60 min vanishes")
                .contains("--entity-name %s --add-config retention.ms=-1".formatted(history))
                .contains("unclean.leader.election.enable=true");
        assertThat(examined.text("topic-settings", Outcome.OK))
                .contains("LogAppendTime breaks nothing");
    }

    @Test
    void settings_that_corrupt_something_are_wrong() throws Exception {
        create(topics.config(PROD), 3, Map.of("cleanup.policy", "delete"));
        create(topics.history(PROD), Map.of("min.insync.replicas", "2"));

        var examined = examine();

        assertThat(examined.text("topic-settings", Outcome.WRONG))
                .contains("cleanup.policy=delete and must have compact")
                .contains("--add-config cleanup.policy=compact")
                .contains("3 partitions and must have 1")
                .contains("min.insync.replicas=2 with 1 replica: it can never be written");
        assertThat(examined.text("replicas", Outcome.WRONG))
                .contains("fewer replicas in sync than min.insync.replicas=2");
    }

    @Test
    void what_is_missing_and_what_is_unknown_is_named() throws Exception {
        create(topics.config(PROD), Map.of());
        admin.createTopics(
                        List.of(
                                new NewTopic(
                                        topics.prefix() + ".metrix",
                                        Optional.of(1),
                                        Optional.empty())))
                .all()
                .get();
        awaitVisible(topics.prefix() + ".metrix");

        var examined = examine(PROD, new EnvironmentId("absent"));

        assertThat(examined.text("topics", Outcome.WRONG))
                .contains("is there without " + topics.history(PROD).name())
                .contains("[absent] Has neither config nor history")
                .contains("it does not exist")
                .contains("[%s]".formatted(topics.status().name()));
        assertThat(examined.text("topics", Outcome.WARNING))
                .contains("Unknown under this prefix: " + topics.prefix() + ".metrix")
                .contains("Absent: " + topics.registrations().name());
    }

    @Test
    void a_transaction_that_stays_open_is_found() throws Exception {
        create(topics.config(PROD), Map.of());
        try (var dead =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                kafka.bootstrapServers(),
                                "transactional.id",
                                topics.prefix() + "-dead"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            dead.initTransactions();
            dead.beginTransaction();
            dead.send(new ProducerRecord<>(topics.config(PROD).name(), new byte[1], new byte[1]))
                    .get();

            assertThat(examine().text("open-transactions", Outcome.WARNING))
                    .contains("open for 300 ms at least")
                    .contains("kafka-transactions.sh");

            dead.abortTransaction();
            assertThat(examine().worst("open-transactions")).isEqualTo(Outcome.OK);
        }
    }

    @Test
    void a_prefix_without_topics_is_wrong() {
        assertThat(examine().text("topics", Outcome.WRONG))
                .contains("No environment has a topic")
                .contains("TOPIC_PREFIX");
    }

    private Examined examine(EnvironmentId... environments) {
        return Examined.log(
                Examined.log(kafka.bootstrapServers(), topics), Examined.QUICK, environments);
    }

    private void create(TopicSpec topic, Map<String, String> settings) throws Exception {
        create(topic, topic.partitions(), settings);
    }

    private void create(TopicSpec topic, int partitions, Map<String, String> settings)
            throws Exception {
        var all = new HashMap<>(topic.settings());
        all.putAll(settings);
        admin.createTopics(
                        List.of(
                                new NewTopic(
                                                topic.name(),
                                                Optional.of(partitions),
                                                Optional.empty())
                                        .configs(all)))
                .all()
                .get();
        awaitVisible(topic.name());
    }

    /** A broker hears of a topic a moment after it was created. */
    private void awaitVisible(String topic) {
        await().ignoreExceptions()
                .until(() ->
                        admin.describeTopics(List.of(topic))
                                .allTopicNames()
                                .get()
                                .containsKey(topic));
    }
}

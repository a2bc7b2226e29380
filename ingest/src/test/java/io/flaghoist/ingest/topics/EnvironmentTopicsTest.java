package io.flaghoist.ingest.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.ingest.contact.KafkaContact;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.Supervisor;
import io.flaghoist.testkit.broker.SharedBroker;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody changes a topic's settings while ingest runs. */
class EnvironmentTopicsTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private static final EnvironmentId GOOD = new EnvironmentId("good");
    private static final EnvironmentId SPOILT = new EnvironmentId("spoilt");

    private final TopicCatalogue topics = new TopicCatalogue(kafka.newTopicPrefix());
    private final Map<EnvironmentId, Optional<String>> told = new HashMap<>();
    private int faulty = -1;
    private Admin admin;
    private EnvironmentTopics look;

    @BeforeEach
    void begin() throws Exception {
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        var keeper =
                new TopicKeeper(
                        admin,
                        1,
                        Duration.ofSeconds(10),
                        new KafkaContact(Clock.systemUTC(), System::nanoTime));
        assertThat(keeper.ensure(topics.of(GOOD))).isInstanceOf(TopicKeeper.Result.Ready.class);
        assertThat(keeper.ensure(topics.of(SPOILT))).isInstanceOf(TopicKeeper.Result.Ready.class);
        look =
                new EnvironmentTopics(
                        keeper,
                        topics,
                        () -> List.of(GOOD, SPOILT, new EnvironmentId("absent")),
                        told::put,
                        count -> faulty = count,
                        Clock.systemUTC(),
                        Supervisor.unobserved());
    }

    @AfterEach
    void end() {
        admin.close();
    }

    @Test
    void a_config_topic_that_lets_records_expire_is_told_and_forgotten_once_it_is_mended()
            throws Exception {
        set(topics.config(SPOILT), "delete");
        look.look();
        assertThat(toldOf(SPOILT).orElseThrow())
                .contains(topics.config(SPOILT).name(), "cleanup.policy=delete");
        assertThat(toldOf(GOOD)).isEmpty();
        assertThat(faulty).isEqualTo(1);

        set(topics.config(SPOILT), "compact");
        look.look();
        assertThat(toldOf(SPOILT)).isEmpty();
        assertThat(faulty).isZero();
        assertThat(look.problem()).isEmpty();
    }

    @Test
    void a_history_that_is_compacted_is_told_too() throws Exception {
        set(topics.history(SPOILT), "compact");
        look.look();

        assertThat(toldOf(SPOILT).orElseThrow()).contains(topics.history(SPOILT).name());
    }

    private Optional<String> toldOf(EnvironmentId environment) {
        return Objects.requireNonNull(told.get(environment));
    }

    private void set(TopicSpec topic, String policy) throws Exception {
        admin.incrementalAlterConfigs(
                        Map.of(
                                new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
                                List.of(
                                        new AlterConfigOp(
                                                new ConfigEntry("cleanup.policy", policy),
                                                AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }
}

package io.flaghoist.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.ingest.kafka.KafkaSettings;
import io.flaghoist.ingest.kafka.TestKafka;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.Supervisor;
import io.flaghoist.testkit.broker.SharedBroker;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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

    private final String prefix = kafka.newTopicPrefix();
    private final TopicCatalogue topics = new TopicCatalogue(prefix);
    private final Map<EnvironmentId, Optional<String>> told = new HashMap<>();
    private final AtomicLong nanos = new AtomicLong();
    private Admin admin;
    private KafkaDependencies kafkaHere;
    private PeriodicCheck check;

    @BeforeEach
    void begin() throws Exception {
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        kafkaHere = dependencies(admin, Duration.ofSeconds(10));
        TopicKeeper keeper = kafkaHere.topics();
        assertThat(keeper.ensure(topics.of(GOOD))).isInstanceOf(TopicKeeper.Result.Ready.class);
        assertThat(keeper.ensure(topics.of(SPOILT))).isInstanceOf(TopicKeeper.Result.Ready.class);
        check =
                new EnvironmentTopics(
                                kafkaHere,
                                () -> List.of(GOOD, SPOILT, new EnvironmentId("absent")),
                                told::put)
                        .check();
    }

    private KafkaDependencies dependencies(Admin client, Duration answer) {
        KafkaDependencies all =
                TestKafka.dependencies(
                        new KafkaSettings(
                                kafka.bootstrapServers(),
                                prefix,
                                1,
                                io.dropwizard.util.Duration.milliseconds(answer.toMillis()),
                                null,
                                null),
                        client,
                        Supervisor.unobserved());
        return new KafkaDependencies(
                all.settings(),
                all.clients(),
                client,
                all.topics(),
                all.leftOpen(),
                all.contact(),
                all.metrics(),
                all.supervisor(),
                all.clock(),
                nanos::get);
    }

    private double faulty() {
        return kafkaHere.metrics().registry().scrape().stream()
                .filter(one -> one.getMetadata().getName().equals("flaghoist_ingest_topic_faults"))
                .flatMap(one -> one.getDataPoints().stream())
                .mapToDouble(point -> ((GaugeSnapshot.GaugeDataPointSnapshot) point).getValue())
                .sum();
    }

    @AfterEach
    void end() {
        admin.close();
    }

    @Test
    void a_config_topic_that_lets_records_expire_is_told_and_forgotten_once_it_is_mended()
            throws Exception {
        set(topics.config(SPOILT), "delete");
        lookAMinuteLater();
        assertThat(toldOf(SPOILT).orElseThrow())
                .contains(topics.config(SPOILT).name(), "cleanup.policy=delete");
        assertThat(toldOf(GOOD)).isEmpty();
        assertThat(faulty()).isEqualTo(1);

        set(topics.config(SPOILT), "compact");
        lookAMinuteLater();
        assertThat(toldOf(SPOILT)).isEmpty();
        assertThat(faulty()).isZero();
        assertThat(check.problem()).isEmpty();
    }

    @Test
    void a_history_that_is_compacted_is_told_too() throws Exception {
        set(topics.history(SPOILT), "compact");
        lookAMinuteLater();

        assertThat(toldOf(SPOILT).orElseThrow()).contains(topics.history(SPOILT).name());
    }

    @Test
    void settings_that_may_lose_something_are_told_too() throws Exception {
        set(topics.config(SPOILT), "max.message.bytes", "1000000");
        set(topics.history(SPOILT), "delete.retention.ms", "1000"); // of no use there
        lookAMinuteLater();
        assertThat(toldOf(SPOILT).orElseThrow())
                .contains("max.message.bytes=1000000 and should be")
                .doesNotContain("delete.retention.ms");
        assertThat(toldOf(GOOD)).isEmpty();

        set(topics.config(SPOILT), "delete.retention.ms", "1000");
        lookAMinuteLater();
        assertThat(toldOf(SPOILT).orElseThrow()).contains("delete.retention.ms=1000");
    }

    @Test
    void it_looks_once_a_minute_and_sooner_where_kafka_did_not_answer() throws Exception {
        check.runIfDue();
        told.clear();
        check.runIfDue();
        assertThat(told).isEmpty();

        var gone = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        gone.close();
        var tries = new AtomicInteger();
        var failing =
                new EnvironmentTopics(
                                dependencies(gone, Duration.ofSeconds(1)),
                                () -> {
                                    tries.incrementAndGet();
                                    return List.of(GOOD);
                                },
                                told::put)
                        .check();
        failing.runIfDue();
        failing.runIfDue();
        assertThat(tries).hasValue(2);
        assertThat(failing.problem().orElseThrow().what())
                .startsWith("the settings of the environments' topics cannot be read");
    }

    private void lookAMinuteLater() throws InterruptedException {
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        check.runIfDue();
    }

    private Optional<String> toldOf(EnvironmentId environment) {
        return Objects.requireNonNull(told.get(environment));
    }

    private void set(TopicSpec topic, String policy) throws Exception {
        set(topic, "cleanup.policy", policy);
    }

    private void set(TopicSpec topic, String setting, String value) throws Exception {
        admin.incrementalAlterConfigs(
                        Map.of(
                                new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
                                List.of(
                                        new AlterConfigOp(
                                                new ConfigEntry(setting, value),
                                                AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }
}

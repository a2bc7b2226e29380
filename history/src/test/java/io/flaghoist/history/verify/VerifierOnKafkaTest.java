package io.flaghoist.history.verify;

import static io.flaghoist.history.sample.Tampering.changed;
import static io.flaghoist.history.sample.Tampering.json;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.history.progress.Progress;
import io.flaghoist.history.sample.SampleLog;
import io.flaghoist.history.sample.SampleTopics;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.testkit.broker.SharedBroker;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VerifierOnKafkaTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("prod");

    private final TopicCatalogue topics = new TopicCatalogue(kafka.newTopicPrefix());
    private final SampleLog log = new SampleLog(ENVIRONMENT);
    private SampleTopics kafkaTopics;

    @BeforeEach
    void write() throws Exception {
        kafkaTopics = new SampleTopics(kafka.bootstrapServers());
        log.complete();
        for (int i = 1; i <= 200; i++) {
            log.save(flag("f" + i % 7).version(i).document());
        }
        kafkaTopics.write(topics.config(ENVIRONMENT), log.config());
        kafkaTopics.write(topics.history(ENVIRONMENT), log.history());
    }

    @AfterEach
    void close() {
        kafkaTopics.close();
    }

    private Verdict verify(TopicCatalogue history) throws Exception {
        return Verifier.verify(
                ENVIRONMENT,
                kafkaTopics.source(history.history(ENVIRONMENT)),
                kafkaTopics.source(topics.config(ENVIRONMENT)),
                Expectations.NONE.with(log.status()),
                Progress.NONE);
    }

    @Test
    void a_log_in_kafka_is_intact() throws Exception {
        Verdict verdict = verify(topics);
        assertThat(verdict.findings()).isEmpty();
        assertThat(Objects.requireNonNull(verdict.last()).revision()).isEqualTo(201);
    }

    @Test
    void an_altered_record_of_a_copied_topic_is_named_where_it_lies() throws Exception {
        var copy = new TopicCatalogue(kafka.newTopicPrefix());
        kafkaTopics.write(
                copy.history(ENVIRONMENT),
                changed(log.history(), 123, json(it -> it.put("cause", "poll"))));
        assertThat(verify(copy).findings())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.kind()).isEqualTo(Finding.Kind.ALTERED);
                    assertThat(it.place()).hasToString(copy.history(ENVIRONMENT).name() + "-0@123");
                });
    }

    /** threats-and-faults.md, B9. */
    @Test
    void a_truncated_history_is_verified_from_where_it_begins() throws Exception {
        var partition = new TopicPartition(topics.history(ENVIRONMENT).name(), 0);
        kafkaTopics
                .admin()
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(50)))
                .all()
                .get();
        Verdict verdict = verify(topics);
        assertThat(verdict.isIntact()).isTrue();
        assertThat(Objects.requireNonNull(verdict.first()).revision()).isEqualTo(51);
        assertThat(verdict.notices())
                .singleElement()
                .satisfies(it -> assertThat(it.words()).contains("begins with revision 51"));
    }
}

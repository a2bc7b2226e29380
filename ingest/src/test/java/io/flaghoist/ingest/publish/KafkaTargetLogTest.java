package io.flaghoist.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.ingest.kafka.KafkaSettings;
import io.flaghoist.ingest.kafka.TestKafka;
import io.flaghoist.ingest.targets.PollFailedException;
import io.flaghoist.ingest.targets.TargetLog;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.TargetCodec;
import io.flaghoist.schemas.record.TargetRecord;
import io.flaghoist.schemas.record.TargetRecord.Source;
import io.flaghoist.service.Supervisor;
import io.flaghoist.testkit.broker.SharedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KafkaTargetLogTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env-1");

    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private final KafkaSettings settings =
            new KafkaSettings(
                    kafka.bootstrapServers(), kafka.newTopicPrefix(), 1, null, null, null);
    private final Writer first = new Writer();
    private final Writer second = new Writer();

    @AfterEach
    void end() {
        first.close();
        second.close();
    }

    @Test
    void what_was_written_is_read_again_and_read_on_from_where_reading_ended() throws Exception {
        var begun = first.read(0);
        first.log.write(ENVIRONMENT, begun.ownership(), List.of(saved("ann")));

        var after = first.read(0);
        assertThat(first.told).containsExactly("saved ann");
        first.told.clear();
        first.log.write(
                ENVIRONMENT,
                after.ownership(),
                List.of(TargetCodec.encodeRemoved(ENVIRONMENT, "ann"), saved("bob")));
        var _ = first.read(after.next());

        assertThat(first.told).containsExactly("removed ann", "saved bob");
    }

    @Test
    void a_fenced_writer_writes_nothing() throws Exception {
        var owned = first.read(0);
        var successor = second.read(0);

        assertThatThrownBy(() ->
                        first.log.write(ENVIRONMENT, owned.ownership(), List.of(saved("ann"))))
                .isInstanceOf(PollFailedException.class)
                .hasMessageContaining("targets are not on their topic");
        second.log.write(ENVIRONMENT, successor.ownership(), List.of(saved("bob")));
        var _ = second.read(0);
        assertThat(second.told).containsExactly("saved bob");
    }

    @Test
    void a_topic_that_is_shorter_than_it_was_is_not_read_on() throws Exception {
        var _ = first.read(0);

        assertThatThrownBy(() -> first.log.read(ENVIRONMENT, 1_000, first))
                .isInstanceOf(PollFailedException.class)
                .hasMessageEndingWith("is shorter than it was");
    }

    private static LogRecord saved(String identifier) {
        return TargetCodec.encode(
                ENVIRONMENT,
                new TargetRecord(
                        identifier,
                        identifier,
                        false,
                        Map.of("plan", TextNode.valueOf("gold")),
                        Source.ADMIN,
                        1));
    }

    /** An ingest, as far as targets go. */
    private final class Writer implements TargetLog.Listener, AutoCloseable {
        private final Admin admin = settings.clients("test").admin();
        private final KafkaDependencies kafka =
                TestKafka.dependencies(settings, admin, Supervisor.unobserved());
        private final Shards shards = new Shards(kafka);
        private final List<String> told = new ArrayList<>();
        private final KafkaTargetLog log = new KafkaTargetLog(kafka, Duration.ofDays(30), shards);

        Writer() {
            shards.acquire(ENVIRONMENT);
        }

        TargetLog.Contents read(long from) throws InterruptedException, PollFailedException {
            for (int again = 0; ; again++) {
                try {
                    return log.read(ENVIRONMENT, from, this);
                } catch (PollFailedException e) {
                    if (again == 20) {
                        throw e;
                    }
                    Thread.sleep(100); // a topic is known everywhere a moment after it was created
                    told.clear();
                }
            }
        }

        @Override
        public void saved(TargetRecord target, long writtenAt) {
            told.add("saved " + target.identifier());
        }

        @Override
        public void removed(String identifier) {
            told.add("removed " + identifier);
        }

        @Override
        public void close() {
            shards.close();
            admin.close();
        }
    }
}

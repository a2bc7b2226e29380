package io.flaghoist.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.testkit.broker.SharedBroker;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Invariant 5 (a fenced ingest cannot write after its successor started), and what a successor
 * begins with.
 */
class OneWriterTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private World world;
    private TopicCatalogue topics;

    @BeforeEach
    void begin() throws Exception {
        String prefix = kafka.newTopicPrefix();
        world = new World(kafka.bootstrapServers(), prefix);
        topics = new TopicCatalogue(prefix);
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void an_ingest_that_was_succeeded_writes_nothing_more_and_says_so() throws Exception {
        RunningIngest first = world.started(settings());
        world.started(settings()); // takes the shard over
        int before = world.log.history(World.SAMPLE).size();

        long version = world.sample().toggle("dark_mode", EventDelivery.SENT).version();

        World.await(() -> world.flagVersion(World.SAMPLE, "dark_mode") == version);
        World.await(() -> first.get("/health").body().contains("another instance took over"));
        List<HistoryRecord> history = world.log.history(World.SAMPLE);
        assertThat(history).hasSize(before + 1);
        assertThat(history.getLast().position().epoch()).isEqualTo(2);
        world.log.verifyChain(World.SAMPLE);
    }

    @Test
    void each_writer_that_writes_has_an_epoch_of_its_own_and_revisions_go_on() throws Exception {
        world.stop(world.started(settings()));
        for (int epoch = 2; epoch <= 3; epoch++) {
            RunningIngest next = world.started(settings());
            long version = world.sample().toggle("dark_mode", EventDelivery.SENT).version();
            World.await(() -> world.flagVersion(World.SAMPLE, "dark_mode") == version);
            assertThat(world.log.history(World.SAMPLE).getLast().position().epoch())
                    .isEqualTo(epoch);
            world.stop(next);
        }
        world.log.verifyChain(World.SAMPLE);
    }

    @Test
    void revisions_go_on_where_the_history_was_cut() throws Exception {
        world.stop(world.started(settings()));
        long last = world.image(World.SAMPLE).revision();
        cutHistory();

        world.started(settings());
        long version = world.sample().toggle("dark_mode", EventDelivery.SENT).version();

        World.await(() -> world.flagVersion(World.SAMPLE, "dark_mode") == version);
        assertThat(world.log.history(World.SAMPLE))
                .singleElement()
                .satisfies(entry -> assertThat(entry.position().revision()).isEqualTo(last + 1));
    }

    @Test
    void the_status_topic_tells_revision_and_digest_of_what_the_log_holds() throws Exception {
        world.started(settings());
        long version = world.sample().toggle("dark_mode", EventDelivery.SENT).version();
        World.await(() -> world.flagVersion(World.SAMPLE, "dark_mode") == version);

        World.await(() ->
                lastStatus().unsettled() == 0
                        && lastStatus().environments().getFirst().revision()
                                == world.image(World.SAMPLE).revision());

        IngestStatus status = lastStatus();
        assertThat(status.unsettled()).isZero();
        assertThat(status.environments())
                .singleElement()
                .satisfies(said -> {
                    assertThat(said.environment()).isEqualTo(World.SAMPLE);
                    assertThat(said.digest()).isEqualTo(world.image(World.SAMPLE).digest().text());
                    assertThat(said.liveKeys()).isEqualTo(world.image(World.SAMPLE).liveKeys());
                    assertThat(said.upstream()).isEqualTo(IngestStatus.Upstream.STREAMING);
                    assertThat(said.historyHash()).isEqualTo(hashOfLastHistoryRecord());
                });
    }

    private RunningIngest.Settings settings() {
        return world.settings(World.SAMPLE_KEY).with("kafka", "takeoverPause", "10m");
    }

    private String hashOfLastHistoryRecord() {
        String history = topics.history(new EnvironmentId(World.SAMPLE)).name();
        byte[] last = Objects.requireNonNull(world.log.records(history).getLast().value());
        return HistoryCodec.chainHash(last);
    }

    private IngestStatus lastStatus() throws Exception {
        return IngestStatus.decode(
                Objects.requireNonNull(
                        world.log.records(topics.status().name()).getLast().value()));
    }

    private void cutHistory() throws Exception {
        String topic = topics.history(new EnvironmentId(World.SAMPLE)).name();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteRecords(
                            Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .get();
        }
    }
}

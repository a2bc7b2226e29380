package io.flaghoist.ingest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.testkit.broker.SharedBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PublishingTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private World world;

    @BeforeEach
    void begin() throws Exception {
        world = new World(kafka.bootstrapServers(), kafka.newTopicPrefix());
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void an_environment_is_published_as_a_whole_with_its_own_record_last() throws Exception {
        world.started(world.settings(World.SAMPLE_KEY));

        var image = world.image(World.SAMPLE);
        assertThat(image.isComplete()).isTrue();
        assertThat(image.flagCount())
                .isEqualTo(world.sample().contents().list(DocumentKind.FLAG).size());
        assertThat(image.segmentCount())
                .isEqualTo(world.sample().contents().list(DocumentKind.SEGMENT).size());
        assertThat(image.apiKey(HashedApiKey.of(World.SAMPLE_KEY))).isNotNull();
        assertThat(requireNonNull(image.identity()).names().projectIdentifier())
                .isEqualTo("sample");
        assertThat(world.log.history(World.SAMPLE))
                .hasSize(image.liveKeys())
                .allMatch(entry -> entry.cause() == Cause.START)
                .last()
                .extracting(HistoryRecord::key)
                .hasToString("OfEnvironment[]");
        world.log.verifyChain(World.SAMPLE);
    }

    @Test
    void a_change_is_in_the_log_soon_after_its_notice() throws Exception {
        world.started(world.settings(World.SAMPLE_KEY));

        var changed = world.sample().toggle("dark_mode", EventDelivery.SENT);

        World.await(() -> world.flagVersion(World.SAMPLE, "dark_mode") == changed.version());
        assertThat(world.log.history(World.SAMPLE).getLast().cause()).isEqualTo(Cause.STREAM);
        world.log.verifyChain(World.SAMPLE);
    }

    @Test
    void a_restart_without_upstream_change_writes_nothing() throws Exception {
        world.stop(world.started(world.settings(World.SAMPLE_KEY)));
        int before = world.log.history(World.SAMPLE).size();

        world.started(world.settings(World.SAMPLE_KEY));

        assertThat(world.log.history(World.SAMPLE)).hasSize(before);
    }

    @Test
    void every_change_of_a_series_is_counted_and_in_the_history_once() throws Exception {
        RunningIngest ingest = world.started(world.settings(World.SAMPLE_KEY));

        for (int i = 0; i < 10; i++) {
            long version = world.sample().toggle("dark_mode", EventDelivery.SENT).version();
            World.await(() -> world.flagVersion(World.SAMPLE, "dark_mode") == version);
        }

        World.await(() ->
                ingest.get("/metrics")
                        .body()
                        .contains("flaghoist_ingest_notice_to_commit_seconds_count 10"));
        world.log.verifyChain(World.SAMPLE);
    }
}

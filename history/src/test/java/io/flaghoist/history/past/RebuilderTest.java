package io.flaghoist.history.past;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaghoist.history.TestConnection;
import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.testkit.broker.SharedBroker;
import io.flaghoist.testkit.log.RandomChanges;
import io.flaghoist.testkit.log.TestLog;
import io.flaghoist.testkit.log.TopicWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RebuilderTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private static final EnvironmentId PROD = new EnvironmentId("prod");
    private static final int CHANGES = 6_543;
    private static final TestLog WRITTEN = RandomChanges.log(PROD, CHANGES, 40, 7);
    private static TopicCatalogue topics = new TopicCatalogue("none");

    @TempDir private Path cache;

    private EnvironmentLog log;

    @BeforeAll
    static void write() {
        topics = new TopicCatalogue(kafka.newTopicPrefix());
        WRITTEN.writeTo(kafka.bootstrapServers(), topics, 250);
    }

    @BeforeEach
    void open() throws Exception {
        log = EnvironmentLog.open(TestConnection.to(kafka.bootstrapServers(), topics), PROD);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void any_revision_is_as_it_was_whichever_way_it_is_reached() throws Exception {
        var dice = new Random(1);
        StateCache kept = new DiskStateCache(cache, 64 << 20, Clock.systemUTC());
        for (int i = 0; i < 12; i++) {
            long revision = 1L + dice.nextInt(CHANGES);
            assertIsAsItWas(new Rebuilder(log, StateCache.NONE, Progress.NONE), revision);
            assertIsAsItWas(new Rebuilder(log, kept, Progress.NONE), revision);
        }
        for (long revision : List.of(1L, 2L, CHANGES - 1L, (long) CHANGES)) {
            assertIsAsItWas(new Rebuilder(log, kept, Progress.NONE), revision);
        }
    }

    @Test
    void nothing_was_there_before_the_first_change() throws Exception {
        assertThat(new Rebuilder(log, StateCache.NONE, Progress.NONE).at(0).documents()).isEmpty();
    }

    @Test
    void now_is_the_end_of_the_log() throws Exception {
        PastState now = new Rebuilder(log, StateCache.NONE, Progress.NONE).now();

        assertSame(now.image(), WRITTEN.image(CHANGES));
    }

    @Test
    void what_config_holds_unreadably_is_now_as_it_was_before_that() throws Exception {
        var spoilt = new TopicCatalogue(kafka.newTopicPrefix());
        TestLog changes = RandomChanges.log(PROD, 50, 3, 9);
        changes.writeTo(kafka.bootstrapServers(), spoilt, 10);
        LogRecord newest = changes.lines().getLast().config();
        var forged = new HashMap<>(newest.headers());
        forged.put("revision", "51".getBytes(StandardCharsets.UTF_8));
        try (var writer = new TopicWriter(kafka.bootstrapServers(), spoilt);
                var left =
                        EnvironmentLog.open(
                                TestConnection.to(kafka.bootstrapServers(), spoilt), PROD)) {
            writer.write(PROD, new LogRecord(newest.key(), new byte[] {'{', '}'}, forged));

            PastState now = new Rebuilder(left, StateCache.NONE, Progress.NONE).now();

            assertSame(now.image(), changes.image(50));
        }
    }

    @Test
    void a_revision_to_come_is_refused_with_the_last_one() {
        assertThatThrownBy(
                        () -> new Rebuilder(log, StateCache.NONE, Progress.NONE).at(CHANGES + 1L))
                .isInstanceOf(PastUnknownException.class)
                .hasMessageContaining(Integer.toString(CHANGES));
    }

    @Test
    void what_retention_left_is_rebuilt_from_the_other_end() throws Exception {
        var shortened = new TopicCatalogue(kafka.newTopicPrefix());
        TestLog changes = RandomChanges.log(PROD, 300, 10, 8);
        changes.writeTo(kafka.bootstrapServers(), shortened, 10);
        deleteBefore(new TopicPartition(shortened.history(PROD).name(), 0), 150);
        try (var left =
                EnvironmentLog.open(TestConnection.to(kafka.bootstrapServers(), shortened), PROD)) {
            var rebuilder = new Rebuilder(left, StateCache.NONE, Progress.NONE);
            long first = left.history().extent().orElseThrow().firstRevision();

            assertThat(first).isGreaterThan(1);
            for (long revision : List.of(first - 1, first + 100)) {
                assertThat(rebuilder.at(revision).image().digest())
                        .isEqualTo(changes.image(revision).digest());
            }
            assertThatThrownBy(() -> rebuilder.at(first - 2))
                    .isInstanceOf(PastUnknownException.class)
                    .hasMessageContaining("begins with revision " + first);
        }
    }

    @Test
    void a_kept_state_of_another_past_is_not_believed() throws Exception {
        var kept = new DiskStateCache(cache, 64 << 20, Clock.systemUTC());
        var rebuilder = new Rebuilder(log, kept, Progress.NONE);
        assertIsAsItWas(rebuilder, 3_000);
        Path file;
        try (var files = Files.list(cache)) {
            file = files.findFirst().orElseThrow();
        }
        var forged =
                new KeptState(
                        log.identity(), "0".repeat(64), rebuilder.at(2_500)); // another record's
        Files.write(file, forged.encode());

        assertIsAsItWas(rebuilder, 3_000);
    }

    @Test
    void a_damaged_kept_state_is_read_anew_and_the_room_is_bounded() throws Exception {
        var kept = new DiskStateCache(cache, 1, Clock.systemUTC());
        var rebuilder = new Rebuilder(log, kept, Progress.NONE);
        assertIsAsItWas(rebuilder, 3_000);
        try (var files = Files.list(cache)) {
            assertThat(files).isEmpty();
        }
        Files.write(
                cache.resolve("prod." + log.identity().topicId() + ".3000.state"),
                new byte[] {1, 2, 3});

        assertIsAsItWas(rebuilder, 3_001);
    }

    private void assertIsAsItWas(Rebuilder rebuilder, long revision) throws Exception {
        assertSame(rebuilder.at(revision).image(), WRITTEN.image(revision));
    }

    private static void assertSame(EnvironmentImage actual, EnvironmentImage expected) {
        assertThat(actual.position()).isEqualTo(expected.position());
        assertThat(actual.digest()).as("at %s", expected.position()).isEqualTo(expected.digest());
        assertThat(actual.flagList().identity()).isEqualTo(expected.flagList().identity());
    }

    private static void deleteBefore(TopicPartition partition, long offset) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }
}

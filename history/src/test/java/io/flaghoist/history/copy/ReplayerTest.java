package io.flaghoist.history.copy;

import static io.flaghoist.history.sample.SampleLog.source;
import static io.flaghoist.history.sample.Tampering.changed;
import static io.flaghoist.history.sample.Tampering.json;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flaghoist.follower.Environments;
import io.flaghoist.follower.Follower;
import io.flaghoist.follower.FollowerSettings;
import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.history.sample.SampleLog;
import io.flaghoist.history.sample.SampleTopics;
import io.flaghoist.history.sample.Tampering;
import io.flaghoist.history.verify.Expectations;
import io.flaghoist.history.verify.Verdict;
import io.flaghoist.history.verify.Verifier;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.KeyType;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.image.SegmentRules;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.service.Supervisor;
import io.flaghoist.testkit.broker.SharedBroker;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ReplayerTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("prod");
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    private final SampleLog log = sample();
    private final TopicCatalogue copy = new TopicCatalogue(kafka.newTopicPrefix());
    private SampleTopics topics;

    private static SampleLog sample() {
        var log = new SampleLog(ENVIRONMENT);
        log.save(ApiKeyDocument.of(HashedApiKey.of("key"), KeyType.SERVER, "backend", "Backend"));
        for (int i = 1; i <= 30; i++) {
            log.save(flag("f" + i % 5).version(i).document());
            log.save(segment("g" + i % 3).version(i).including("ann").document());
        }
        log.complete().newWriter().remove(new DocumentKey.OfFlag("f1"));
        for (int i = 31; i <= 600; i++) {
            log.save(flag("f" + (2 + i % 3)).version(i).on().document());
        }
        return log.remove(new DocumentKey.OfSegment("g0"));
    }

    @BeforeEach
    void connect() {
        topics = new SampleTopics(kafka.bootstrapServers());
    }

    @AfterEach
    void close() {
        topics.close();
    }

    private ReplayTarget target(TopicCatalogue catalogue) {
        return new ReplayTarget(
                new LogConnection(
                        KafkaConnection.to(kafka.bootstrapServers()),
                        catalogue,
                        Duration.ofSeconds(20)),
                1);
    }

    private ReplayReport replay(CopyOrder order, CopySource source) throws Exception {
        return Replayer.replay(order, source, target(copy), () -> NOW, Progress.NONE);
    }

    private static CopySource of(List<StoredRecord> history) {
        return new CopySource(source(history), CopySource.NO_BASE, Optional.empty());
    }

    private void assertSameHistory(List<StoredRecord> expected) {
        List<StoredRecord> written = topics.records(copy.history(ENVIRONMENT));
        assertThat(written).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertSame(written.get(i), expected.get(i));
        }
    }

    private static void assertSame(StoredRecord written, StoredRecord expected) {
        assertThat(written.timestamp()).isEqualTo(expected.timestamp());
        assertThat(written.content().key()).isEqualTo(expected.content().key());
        assertThat(written.content().value()).isEqualTo(expected.content().value());
        assertThat(written.content().headers().keySet())
                .isEqualTo(expected.content().headers().keySet());
        expected.content()
                .headers()
                .forEach((name, text) ->
                        assertThat(written.content().headers().get(name)).isEqualTo(text));
    }

    private void assertSameAnswers(List<StoredRecord> config) {
        EnvironmentImage expected = SampleLog.image(ENVIRONMENT, config);
        EnvironmentImage image =
                SampleLog.image(ENVIRONMENT, topics.records(copy.config(ENVIRONMENT)));
        assertThat(image).isEqualTo(expected);
        assertThat(image.flagList().identity()).isEqualTo(expected.flagList().identity());
        assertThat(image.flagList().gzip()).isEqualTo(expected.flagList().gzip());
        for (SegmentRules rules : SegmentRules.values()) {
            assertThat(image.segmentList(rules).identity())
                    .isEqualTo(expected.segmentList(rules).identity());
        }
    }

    @Test
    void a_log_written_again_whole_is_the_same_and_answers_the_same() throws Exception {
        ReplayReport report = replay(CopyOrder.whole(ENVIRONMENT), of(log.history()));

        assertThat(report.records()).isEqualTo(log.history().size());
        assertThat(report.historyHash()).isEqualTo(log.status().historyHash());
        assertThat(report.complete()).isTrue();
        assertThat(report.warnings()).isEmpty();
        assertSameHistory(log.history());
        assertSameAnswers(log.config());
        List<StoredRecord> config = topics.records(copy.config(ENVIRONMENT));
        List<StoredRecord> compacted = log.compacted();
        assertThat(config).hasSameSizeAs(compacted);
        for (int i = 0; i < config.size(); i++) {
            assertSame(config.get(i), compacted.get(i));
        }
        IngestStatus said =
                IngestStatus.decode(
                        Objects.requireNonNull(
                                topics.records(copy.status()).getFirst().content().value()));
        assertThat(said.unsettled()).isZero();
        assertThat(said.environments())
                .singleElement()
                .satisfies(status -> {
                    assertThat(status.revision()).isEqualTo(log.revision());
                    assertThat(status.digest()).isEqualTo(log.status().digest());
                    assertThat(status.historyHash()).isEqualTo(log.status().historyHash());
                });
        Verdict verdict =
                Verifier.verify(
                        ENVIRONMENT,
                        topics.source(copy.history(ENVIRONMENT)),
                        topics.source(copy.config(ENVIRONMENT)),
                        Expectations.NONE.with(said.environments().getFirst()),
                        Progress.NONE);
        assertThat(verdict.findings()).isEmpty();
    }

    @Test
    void a_log_written_again_until_a_revision_answers_as_it_did_then() throws Exception {
        ReplayReport report = replay(CopyOrder.until(ENVIRONMENT, 63), of(log.history()));
        assertThat(report.revision()).isEqualTo(63);
        assertSameHistory(log.history().subList(0, 63));
        assertSameAnswers(log.config().subList(0, 63));
    }

    @Test
    void a_history_that_begins_late_is_written_with_what_stood_before_it() throws Exception {
        var history = log.history().subList(50, log.history().size());
        assertThatThrownBy(() -> replay(CopyOrder.whole(ENVIRONMENT), of(history)))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("begins with revision 51");
        var base = SampleLog.compacted(log.config().subList(0, 50));
        replay(
                CopyOrder.whole(ENVIRONMENT),
                new CopySource(source(history), source(base), Optional.empty()));
        assertSameHistory(history);
        assertSameAnswers(log.config());
    }

    @Test
    void a_log_restored_from_an_archive_is_the_same(@TempDir Path folder) throws Exception {
        KeyPair keys = SigningKeys.create(folder.resolve("key"), folder.resolve("key.pub"));
        Path file = folder.resolve("prod.zip");
        new ArchiveWriter(keys.getPrivate(), "1", () -> NOW)
                .write(file, CopyOrder.until(ENVIRONMENT, 300), of(log.history()), Progress.NONE);
        try (SignedArchive archive = SignedArchive.open(file, keys.getPublic())) {
            replay(CopyOrder.whole(archive.environment()), CopySource.of(archive));
        }
        assertSameHistory(log.history().subList(0, 300));
        assertSameAnswers(log.config().subList(0, 300));
    }

    /** What an edge goes by when it refuses an unknown key with 401 rather than with 500. */
    @Test
    void an_edge_at_the_new_prefix_knows_that_the_log_is_whole(@TempDir Path snapshots)
            throws Exception {
        replay(CopyOrder.whole(ENVIRONMENT), of(log.history()));
        var environments = new Environments();
        try (var follower =
                new Follower(follower(snapshots), environments, Supervisor.unobserved())) {
            follower.start();
            await().until(follower::isSettled);
            assertThat(environments.image(ENVIRONMENT))
                    .isEqualTo(SampleLog.image(ENVIRONMENT, log.config()));
            assertThat(follower.environments())
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.position().revision()).isEqualTo(log.revision());
                        assertThat(it.freshness()).isEmpty(); // nobody hears upstream
                    });
            assertThat(follower.quarantinedCount()).isZero();
        }
    }

    private FollowerSettings follower(Path snapshots) {
        return new FollowerSettings(
                KafkaConnection.to(kafka.bootstrapServers()),
                copy,
                Optional.of(snapshots),
                Set.of(),
                FollowerSettings.STALE_AFTER,
                FollowerSettings.Timing.DEFAULT);
    }

    @Test
    void a_state_before_the_environment_was_complete_is_written_with_a_warning() throws Exception {
        ReplayReport report = replay(CopyOrder.until(ENVIRONMENT, 5), of(log.history()));
        assertThat(report.complete()).isFalse();
        assertThat(report.warnings()).hasSize(1);
    }

    @Test
    void a_target_that_was_written_to_is_refused() throws Exception {
        replay(CopyOrder.whole(ENVIRONMENT), of(log.history()));
        assertThatThrownBy(() -> replay(CopyOrder.whole(ENVIRONMENT), of(log.history())))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("Topic " + copy.config(ENVIRONMENT).name())
                .hasMessageContaining("Choose another prefix");
    }

    @Test
    void a_target_that_could_not_hold_a_log_is_refused() throws Exception {
        TopicSpec config = copy.config(ENVIRONMENT);
        topics.create(
                new TopicSpec(config.name(), "", TopicSpec.Cleanup.DELETE, 1, Optional.empty()));
        assertThatThrownBy(() -> replay(CopyOrder.whole(ENVIRONMENT), of(log.history())))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("cleanup.policy=delete and must have compact");
    }

    @Test
    void the_log_itself_is_no_target() throws Exception {
        String cluster = topics.admin().describeCluster().clusterId().get();
        var origin = new CopySource.Origin(cluster, copy.prefix());
        var source = new CopySource(source(log.history()), CopySource.NO_BASE, Optional.of(origin));
        assertThatThrownBy(() -> replay(CopyOrder.whole(ENVIRONMENT), source))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("is where the log is read from");
    }

    @Test
    void a_broken_history_is_refused_and_leaves_nothing_unless_it_is_asked_for() throws Exception {
        var broken = changed(log.history(), 20, json(it -> it.put("cause", "poll")));
        assertThatThrownBy(() -> replay(CopyOrder.whole(ENVIRONMENT), of(broken)))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("history-0@21 is not chained to revision 21");
        assertThat(topics.admin().listTopics().names().get())
                .doesNotContain(copy.config(ENVIRONMENT).name());
        ReplayReport report =
                replay(new CopyOrder(ENVIRONMENT, OptionalLong.empty(), true), of(broken));
        assertThat(report.warnings()).hasSize(1);
        assertSameHistory(Tampering.laid(broken));
    }

    @Test
    void what_is_not_there_is_refused() {
        assertThatThrownBy(() -> replay(CopyOrder.whole(ENVIRONMENT), of(List.of())))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("There is no history");
        assertThatThrownBy(() -> replay(CopyOrder.until(ENVIRONMENT, 9_999), of(log.history())))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("before revision 9999");
    }

    @Test
    void the_rights_that_are_needed_are_told() {
        assertThat(Replayer.rights(new TopicCatalogue("eu"), ENVIRONMENT))
                .containsExactly(
                        "CREATE, DESCRIBE, DESCRIBE_CONFIGS, WRITE on TOPIC eu.env.prod.config",
                        "CREATE, DESCRIBE, DESCRIBE_CONFIGS, WRITE on TOPIC eu.env.prod.history",
                        "CREATE, DESCRIBE, DESCRIBE_CONFIGS, WRITE on TOPIC eu.status",
                        "DESCRIBE, WRITE on TRANSACTIONAL_ID eu-replay-prod");
    }
}

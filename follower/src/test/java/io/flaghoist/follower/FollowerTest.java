package io.flaghoist.follower;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.HeartbeatFixture.heartbeat;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.Supervisor;
import io.flaghoist.testkit.broker.SharedBroker;
import io.flaghoist.testkit.fixture.LogFixture;
import io.flaghoist.testkit.log.TopicWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FollowerTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private static final EnvironmentId A = new EnvironmentId("env-a");
    private static final EnvironmentId B = new EnvironmentId("env-b");

    @TempDir private Path directory;
    private TopicCatalogue topics = new TopicCatalogue("unset");
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeEach
    void choosePrefix() {
        topics = new TopicCatalogue(kafka.newTopicPrefix());
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    @Test
    void what_the_log_holds_becomes_an_image_and_what_is_appended_follows() {
        TopicWriter writer = writer(A);
        LogFixture log = log(A).serverKey("key").flag(flag("dark_mode")).complete();
        writer.write(A, log.changes());
        var environments = new Environments();
        Follower follower = follow(environments);
        await().until(follower::isCaughtUp);
        assertSameDocuments(image(environments, A), log.image());

        writer.write(A, log.flag(flag("dark_mode").on().version(2)).changes().subList(3, 4));
        await().until(() -> image(environments, A).revision() == 4);
        assertThat(requireNonNull(image(environments, A).flag("dark_mode")).version()).isEqualTo(2);
    }

    @Test
    void listeners_are_told_of_a_change_only_after_readers_can_see_it() {
        TopicWriter writer = writer(A);
        var environments = new Environments();
        List<Boolean> seen = Collections.synchronizedList(new ArrayList<>());
        environments.listen((before, after, changes) ->
                seen.add(after.equals(image(environments, A)) && !after.equals(before)));
        Follower follower = follow(environments);
        await().until(follower::isCaughtUp);
        LogFixture log = log(A).flag(flag("a")).flag(flag("b")).complete();
        log.changes().forEach(change -> writer.write(A, List.of(change)));
        await().until(() -> imageOrEmpty(environments, A).revision() == 3);
        assertThat(seen).isNotEmpty().allMatch(visible -> visible);
    }

    @Test
    void what_was_taken_back_is_never_seen() {
        TopicWriter writer = writer(A);
        var environments = new Environments();
        LogFixture taken = log(A).flag(flag("phantom"));
        writer.writeAndAbort(A, taken.changes());
        writer.write(A, log(A).flag(flag("real")).complete().changes());
        follow(environments);
        await().until(() -> imageOrEmpty(environments, A).isComplete());
        assertThat(image(environments, A).flag("phantom")).isNull();
        assertThat(image(environments, A).flag("real")).isNotNull();
    }

    @Test
    void who_boots_while_a_strangers_transaction_is_open_has_not_caught_up() {
        TopicWriter writer = writer(A);
        writer.create(topics.freshness());
        LogFixture log = log(A).flag(flag("a")).complete();
        writer.write(A, log.changes());
        var properties =
                Map.<String, Object>of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "transactional.id",
                        topics.prefix() + "-stranger");
        try (var stranger =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            stranger.initTransactions();
            stranger.beginTransaction();
            var _ =
                    stranger.send(
                            new ProducerRecord<>(
                                    topics.config(A).name(), bytes("flag/x"), bytes("{}")));
            stranger.flush();
            log = log.flag(flag("hidden"));
            writer.write(A, log.changes().subList(2, 3));
            writer.write(heartbeat(log.image()).said(Instant.now()).build());
            var environments = new Environments();
            Follower follower = follow(environments);
            await().until(() -> !follower.environments().isEmpty());
            await().until(() -> follower.environments().getFirst().behind() > 0);
            assertThat(follower.isCaughtUp()).isFalse();
            assertThat(follower.startCatchup().isDone()).isFalse();
            assertThat(follower.startCatchup().waitsFor()).isNotEmpty();
            stranger.abortTransaction();
            await().until(() -> follower.startCatchup().isDone());
            assertThat(image(environments, A).flag("hidden")).isNotNull();
            assertThat(follower.freshness(A).isStale()).isFalse();
        }
    }

    @Test
    void an_environment_that_appears_while_running_is_followed_within_five_seconds() {
        var environments = new Environments();
        Follower follower = follow(environments);
        await().until(() -> follower.sinceContact().isPresent());
        TopicWriter writer = writer(B);
        writer.write(B, log(B).flag(flag("x")).complete().changes());
        await().atMost(Duration.ofSeconds(5))
                .until(() -> imageOrEmpty(environments, B).isComplete());
    }

    @Test
    void only_the_chosen_environments_are_followed() {
        writer(A).write(A, log(A).complete().changes());
        TopicWriter second = new TopicWriter(kafka.bootstrapServers(), topics);
        opened.add(second);
        second.create(topics.config(B));
        second.write(B, log(B).complete().changes());
        var environments = new Environments();
        var settings = settings(Optional.empty(), Set.of(B));
        Follower follower = start(new Follower(settings, environments, Supervisor.unobserved()));
        await().until(() -> follower.isCaughtUp() && imageOrEmpty(environments, B).isComplete());
        assertThat(environments.image(A)).isNull();
    }

    @Test
    void garbage_is_skipped_and_told_and_hides_nothing_else() {
        TopicWriter writer = writer(A);
        LogFixture log = log(A).flag(flag("good"));
        writer.write(A, log.changes());
        writer.write(A, new LogRecord(bytes("flag/bad"), bytes("{nonsense"), Map.of()));
        writer.write(A, log.complete().changes().subList(1, 2));
        var environments = new Environments();
        Follower follower = follow(environments);
        await().until(() -> imageOrEmpty(environments, A).isComplete());
        assertThat(image(environments, A).flag("good")).isNotNull();
        assertThat(follower.quarantinedCount()).isEqualTo(1);
        assertThat(follower.quarantined())
                .singleElement()
                .satisfies(quarantined -> {
                    assertThat(quarantined.topic()).isEqualTo(topics.config(A).name());
                    assertThat(quarantined.reason()).contains("epoch and revision");
                });
    }

    @Test
    void an_unknown_key_can_be_trusted_to_be_wrong_only_when_every_environment_is_there() {
        TopicWriter writer = writer(A);
        writer.create(topics.status());
        writer.write(status(1));
        var environments = new Environments();
        Follower follower = follow(environments);
        await().until(follower::isCaughtUp);
        assertThat(follower.isSettled()).as("an empty environment").isFalse();
        writer.write(A, log(A).complete().changes());
        await().until(() -> imageOrEmpty(environments, A).isComplete());
        assertThat(follower.isSettled()).as("ingest is not done").isFalse();
        writer.write(status(0));
        await().until(follower::isSettled);
    }

    @Test
    void freshness_counts_from_when_the_owner_last_said_what_is_held_here() {
        TopicWriter writer = writer(A);
        writer.create(topics.freshness());
        LogFixture log = log(A).complete();
        writer.write(A, log.changes());
        var environments = new Environments();
        Follower follower = follow(environments);
        await().until(() -> imageOrEmpty(environments, A).isComplete());
        assertThat(follower.environments().getFirst().freshness()).isEmpty();

        writer.write(heartbeat(log.image()).said(Instant.now()).build());

        await().until(() -> follower.environments().getFirst().freshness().isPresent());
        assertThat(follower.environments().getFirst().behind()).isZero();
    }

    @Test
    void an_image_that_contradicts_ingest_is_read_anew() {
        TopicWriter writer = writer(A);
        writer.create(topics.status());
        LogFixture log = log(A).flag(flag("kept")).complete();
        writer.write(A, log.changes());
        var environments = new Environments();
        Follower follower = follow(environments);
        await().until(() -> follower.isCaughtUp() && imageOrEmpty(environments, A).isComplete());
        // as if a tombstone had been missed: same revision, one document too many
        environments.replace(
                log(A).flag(flag("zombie"))
                        .complete()
                        .image()
                        .atPosition(image(environments, A).position()));
        writer.create(topics.freshness());
        writer.write(heartbeat(log.image()).said(Instant.now()).build());
        await().until(() -> image(environments, A).flag("zombie") == null);
        assertThat(image(environments, A).flag("kept")).isNotNull();
    }

    @Test
    void a_topic_that_is_created_anew_is_read_anew_and_an_empty_one_takes_nothing_away() {
        TopicWriter writer = writer(A);
        writer.write(A, log(A).flag(flag("old")).complete().changes());
        var environments = new Environments();
        follow(environments);
        await().until(() -> imageOrEmpty(environments, A).isComplete());
        writer.delete(topics.config(A));
        await().ignoreExceptions().until(() -> recreated(writer));
        writer.write(A, log(A).flag(flag("new")).changes());
        assertThat(image(environments, A).flag("old")).isNotNull();
        writer.write(A, log(A).flag(flag("new")).complete().changes().subList(1, 2));
        await().until(() -> image(environments, A).flag("new") != null);
        assertThat(image(environments, A).flag("old")).isNull();
    }

    private boolean recreated(TopicWriter writer) {
        writer.create(topics.config(A));
        return true;
    }

    private static IngestStatus status(int unsettled) {
        return new IngestStatus("ingest-1", "2026-11-21T10:00:00Z", unsettled, List.of());
    }

    /** Timestamps come from the broker's records; everything else must be equal. */
    private static void assertSameDocuments(EnvironmentImage actual, EnvironmentImage expected) {
        assertThat(actual.position()).isEqualTo(expected.position());
        assertThat(actual.digest()).isEqualTo(expected.digest());
        assertThat(actual.flagList().identity()).isEqualTo(expected.flagList().identity());
    }

    private TopicWriter writer(EnvironmentId environment) {
        var writer = new TopicWriter(kafka.bootstrapServers(), topics);
        opened.add(writer);
        writer.create(topics.config(environment));
        return writer;
    }

    private Follower follow(Environments environments) {
        return start(
                new Follower(
                        settings(Optional.of(directory), Set.of()),
                        environments,
                        Supervisor.unobserved()));
    }

    private Follower start(Follower follower) {
        opened.add(follower);
        follower.start();
        return follower;
    }

    private FollowerSettings settings(Optional<Path> snapshots, Set<EnvironmentId> only) {
        return new FollowerSettings(
                KafkaConnection.to(kafka.bootstrapServers()),
                topics,
                snapshots,
                only,
                FollowerSettings.STALE_AFTER,
                FollowerSettings.Timing.DEFAULT);
    }

    private static EnvironmentImage image(Environments environments, EnvironmentId environment) {
        return requireNonNull(environments.image(environment));
    }

    private static EnvironmentImage imageOrEmpty(
            Environments environments, EnvironmentId environment) {
        EnvironmentImage image = environments.image(environment);
        return image == null ? EnvironmentImage.empty(environment) : image;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

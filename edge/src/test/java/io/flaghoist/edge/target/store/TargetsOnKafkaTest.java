package io.flaghoist.edge.target.store;

import static io.flaghoist.edge.target.store.TargetFixture.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.wire.Target;
import io.flaghoist.testkit.broker.SharedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From topic to disk and back, with edges that share nothing but Kafka. */
class TargetsOnKafkaTest {
    private static final EnvironmentId A = new EnvironmentId("env-a");
    private static final EnvironmentId B = new EnvironmentId("env-b");

    @RegisterExtension static final SharedBroker broker = new SharedBroker();

    private final TopicCatalogue topics = new TopicCatalogue(broker.newTopicPrefix());
    private final Target ann = target("ann").with("plan", "gold").with("email", "a@b.c").build();
    private TargetsKafka kafka;

    @TempDir private Path first;
    @TempDir private Path second;

    @BeforeEach
    void topics() throws Exception {
        kafka = new TargetsKafka(broker.bootstrapServers(), topics);
        kafka.create(topics.targets(A));
        kafka.create(topics.registrations());
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void a_large_target_that_authenticates_at_one_edge_is_known_at_another_but_for_what_is_private()
            throws Exception {
        try (TargetNode here = node(first).start();
                TargetNode there = node(second).start()) {
            here.seen(A, ann, false);
            assertThat(here.get(A, "ann")).as("at once").isEqualTo(ann);

            await().until(() -> there.has(A, "ann"));
            assertThat(there.get(A, "ann")).isEqualTo(target("ann").with("plan", "gold").build());
            assertThat(there.get(B, "ann")).isNull();

            await().until(() -> here.says("topic=\"registrations\"} 1.0"));
            await().until(() ->
                    here.follower.view().isCaughtUp()
                            && here.targetMeters.applied.getLongValue() == 1);
            assertThat(here.get(A, "ann")).as("after its own echo").isEqualTo(ann);
        }
        for (var topic : new String[] {"targets", "registrations"}) {
            String all =
                    kafka.everything(
                            topic.equals("targets") ? topics.targets(A) : topics.registrations());
            assertThat(all).contains("ann", "gold").doesNotContain("email").doesNotContain("a@b.c");
        }
    }

    @Test
    void what_another_edge_has_heard_later_is_what_counts_everywhere() throws Exception {
        Target silver = target("ann").with("plan", "silver").build();
        try (TargetNode here = node(first).start();
                TargetNode there = node(second).start()) {
            here.seen(A, ann, false);
            await().until(() -> there.has(A, "ann"));
            there.seen(A, silver, false);

            await().until(() -> silver.equals(here.get(A, "ann")));
        }
    }

    @Test
    void a_restart_knows_what_it_knew_and_reads_only_what_is_new() throws Exception {
        kafka.write(A, named("t1"), named("t2"), named("t3"));
        try (TargetNode node = node(first).start()) {
            await().until(() -> node.has(A, "t3"));
            await().until(() -> node.targetMeters.applied.getLongValue() == 3);
        }
        kafka.write(A, named("t4"));

        try (TargetNode node = node(first).start()) {
            assertThat(node.get(A, "t1")).as("before Kafka can have answered").isNotNull();
            await().until(() -> node.has(A, "t4"));
            await().until(() -> node.targetMeters.applied.getLongValue() == 1);
        }
    }

    @Test
    void a_removed_target_is_gone_and_a_record_that_cannot_be_read_is_skipped_and_named()
            throws Exception {
        try (TargetNode node = node(first).start()) {
            kafka.write(A, named("t1"), named("t2"));
            kafka.writeRubbish(A);
            kafka.remove(A, "t1");
            kafka.write(A, named("t3"));

            await().until(() -> node.has(A, "t3"));
            assertThat(node.has(A, "t1")).isFalse();
            assertThat(node.has(A, "t2")).isTrue();
            await().until(() -> !node.follower.view().unreadable().isEmpty());
            assertThat(node.follower.view().unreadable())
                    .containsExactly(
                            new FollowedTargets.Unreadable(
                                    topics.targets(A).name(),
                                    0,
                                    2,
                                    "schema version '' is unknown here"));
            await().until(() -> node.says("records_unreadable_total 1.0"));
        }
    }

    @Test
    void a_topic_that_appears_later_is_followed() throws Exception {
        try (TargetNode node = node(first).start()) {
            await().until(() -> node.follower.view().environments().size() == 1);
            node.seen(B, ann, false);
            await().until(() -> node.says("{outcome=\"no_topic\",topic=\"targets\"} 1.0"));

            kafka.create(topics.targets(B));
            kafka.write(B, named("t1"));

            await().until(() -> node.has(B, "t1"));
            await().until(() -> node.follower.view().isCaughtUp());
            await().untilAsserted(() ->
                    assertThat(node.follower.view().environments())
                            .containsExactly(
                                    new FollowedTargets.OfEnvironment(A, 0),
                                    new FollowedTargets.OfEnvironment(B, 0)));
        }
    }

    @Test
    void a_topic_created_anew_is_another_one_whose_targets_replace_all_that_was() throws Exception {
        kafka.create(topics.targets(B));
        kafka.write(A, named("old"));
        kafka.write(B, named("other"));
        try (TargetNode node = node(first).start()) {
            await().until(() -> node.has(A, "old") && node.has(B, "other"));
        }
        kafka.delete(topics.targets(A));
        await().ignoreExceptions()
                .until(() -> {
                    kafka.create(topics.targets(A));
                    return true;
                });
        kafka.write(A, named("new"));

        try (TargetNode node = node(first).start()) {
            await().until(() -> node.has(A, "new"));
            assertThat(node.has(A, "old")).isFalse();
            assertThat(node.has(B, "other")).isTrue();
            await().until(() -> node.says("targets_rebuilt_total{reason=\"other_topic\"} 1.0"));
        }
    }

    @Test
    void a_store_older_than_removals_live_is_read_anew() throws Exception {
        kafka.write(A, named("t1"));
        try (TargetNode node = node(first).start()) {
            await().until(() -> node.has(A, "t1"));
        }
        Duration away = Duration.ofDays(4);
        InstantSource later = () -> Instant.now().plus(away);

        try (TargetNode node =
                new TargetNode(broker.bootstrapServers(), topics, first, 1L << 30, later).start()) {
            await().until(() -> node.says("targets_rebuilt_total{reason=\"too_old\"} 1.0"));
            await().until(() -> node.has(A, "t1"));
        }
    }

    @Test
    void records_that_have_vanished_unread_make_an_edge_start_over() throws Exception {
        kafka.write(A, named("t1"));
        try (TargetNode node = node(first).start()) {
            await().until(() -> node.has(A, "t1"));
        }
        kafka.write(A, named("t2"));
        kafka.remove(A, "t1"); // this edge will never see that record
        kafka.empty(A);
        kafka.write(A, named("t3"));

        try (TargetNode node = node(first).start()) {
            await().until(() -> node.has(A, "t3"));
            assertThat(node.has(A, "t1")).isFalse();
            await().until(() -> node.says("targets_rebuilt_total{reason=\"out_of_range\"} 1.0"));
        }
    }

    @Test
    void a_full_store_reads_no_further_and_goes_on_from_there_with_more_room() throws Exception {
        kafka.write(
                A,
                IntStream.range(0, 400)
                        .mapToObj(i -> target("t" + i).with("noise", noise(i)).build())
                        .toArray(Target[]::new));
        try (TargetNode node =
                new TargetNode(
                                broker.bootstrapServers(),
                                topics,
                                first,
                                500_000,
                                InstantSource.system())
                        .start()) {
            await().until(node.store::isFull);
            kafka.write(A, named("late"));
            await().until(() -> node.follower.view().behind() == 1);
            assertThat(node.has(A, "t0")).isTrue();
            assertThat(node.has(A, "late")).isFalse();
        }

        try (TargetNode node = node(first).start()) {
            await().until(() -> node.has(A, "late"));
            await().until(() -> node.targetMeters.applied.getLongValue() == 1);
        }
    }

    @Test
    void a_store_that_is_damaged_while_it_is_open_is_read_anew_by_itself() throws Exception {
        kafka.write(A, named("t1"), named("t2"));
        try (TargetNode node = node(first).start()) {
            await().until(() -> node.has(A, "t2"));
            await().until(() -> node.targetMeters.applied.getLongValue() == 2);

            node.store.reportDamage();

            await().until(() -> node.targetMeters.applied.getLongValue() == 4);
            await().until(() -> node.has(A, "t1") && node.has(A, "t2"));
            await().until(() -> node.says("targets_rebuilt_total{reason=\"damaged\"} 1.0"));
        }
    }

    private TargetNode node(Path directory) {
        return new TargetNode(broker.bootstrapServers(), topics, directory);
    }

    private static Target named(String identifier) {
        return target(identifier).with("plan", "gold").build();
    }

    /** What cannot be compressed. */
    private static String noise(int seed) {
        var text = new StringBuilder();
        new Random(seed)
                .ints(2_000, 33, 126)
                .filter(c -> c != '"' && c != '\\')
                .forEach(text::appendCodePoint);
        return text.toString();
    }
}

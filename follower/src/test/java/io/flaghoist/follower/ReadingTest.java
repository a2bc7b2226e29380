package io.flaghoist.follower;

import static io.flaghoist.follower.Bench.A;
import static io.flaghoist.follower.Bench.B;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.HeartbeatFixture.heartbeat;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.follower.Freshness.Cause;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.HeartbeatException;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.testkit.fixture.LogFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a follower reads, from where, and when it has caught up. */
class ReadingTest {
    private final FakeKafka kafka = new FakeKafka(Bench.TOPICS);
    private Set<String> denied = Set.of();
    private final Bench bench = new Bench(kafka, () -> new FakeConsumer(kafka, this::refuse, 5));
    private final LogFixture log = log(A).flag(flag("a")).flag(flag("gone")).complete();
    private long sequence;

    @BeforeEach
    void write() {
        kafka.create(kafka.config(A));
        kafka.create(kafka.status());
        kafka.createFreshness();
        bench.write(A, log.changes());
    }

    private void refuse(String call) {
        boolean reads = bench.assigned().stream().anyMatch(it -> denied.contains(it.topic()));
        if (call.equals("poll") && reads) {
            throw new TopicAuthorizationException(denied);
        }
    }

    // --- the first catch-up

    @Test
    void who_boots_while_a_strangers_transaction_is_open_has_not_caught_up() {
        kafka.openTransaction(kafka.config(A));
        bench.write(A, log.flag(flag("hidden")).changes().subList(3, 4));
        bench.read();
        assertThat(bench.followed.catchup().logRead()).isFalse();
        assertThat(bench.of(A).standing().behind()).isEqualTo(3);
        kafka.endTransaction(kafka.config(A));
        bench.read();
        assertThat(bench.followed.catchup().isDone()).isTrue();
        assertThat(bench.image(A).flag("hidden")).isNotNull();
    }

    @Test
    void the_first_catch_up_waits_for_what_the_owner_has_said_just_before() {
        LogFixture next = log.flag(flag("b"));
        bench.write(heartbeat(next.image()).said(bench.clock.instant()).build());
        bench.read();
        assertThat(bench.followed.catchup().logRead()).isTrue();
        assertThat(bench.followed.catchup().isDone()).isFalse();
        assertThat(bench.followed.catchup().waitsFor()).contains("ahead");
        bench.write(A, next.changes().subList(3, 4));
        bench.read();
        assertThat(bench.followed.catchup().isDone()).isTrue();
        assertThat(bench.followed.catchup().waitsFor()).isEmpty();
    }

    @Test
    void what_the_first_catch_up_has_reached_stays_reached() {
        bench.read();
        kafka.openTransaction(kafka.config(A));
        bench.write(A, log.flag(flag("hidden")).changes().subList(3, 4));
        bench.pass(Duration.ofSeconds(5));
        assertThat(bench.followed.catchup().isDone()).isTrue();
    }

    @Test
    void an_owner_of_long_ago_keeps_nobody_waiting() {
        bench.write(heartbeat(log.flag(flag("b")).image()).said(bench.clock.instant()).build());
        bench.clock.suspend(Duration.ofMinutes(5));
        bench.read();
        assertThat(bench.followed.catchup().isDone()).isTrue();
    }

    // --- rights

    @Test
    void a_right_that_is_withdrawn_from_one_topic_stops_no_other_and_is_named() {
        kafka.create(kafka.config(B));
        LogFixture other = log(B).flag(flag("x")).complete();
        bench.write(B, other.changes());
        bench.read();
        Instant since = bench.clock.instant();
        denied = Set.of(kafka.config(A).topic());
        bench.write(B, other.flag(flag("y")).changes().subList(2, 3));
        bench.pass(Duration.ofSeconds(40));
        assertThat(bench.image(B).revision()).isEqualTo(3);
        Freshness freshness = bench.freshness(A);
        assertThat(freshness.cause()).isEqualTo(Cause.RIGHT_MISSING);
        assertThat(freshness.words()).contains(kafka.config(A).topic(), "READ");
        assertThat(freshness.since())
                .as("survives retries")
                .hasValueSatisfying(it ->
                        assertThat(Duration.between(since, it)).isLessThan(Duration.ofSeconds(2)));
        assertThat(bench.freshness(B).cause()).isNotEqualTo(Cause.RIGHT_MISSING);

        denied = Set.of();
        bench.write(A, log.flag(flag("b")).changes().subList(3, 4));
        bench.pass(Duration.ofSeconds(10));
        assertThat(bench.image(A).flag("b")).isNotNull();
        assertThat(bench.freshness(A).cause()).isNotEqualTo(Cause.RIGHT_MISSING);
    }

    @Test
    void a_right_missing_on_the_freshness_topic_is_named_in_every_environment() {
        bench.read();
        denied = Set.of(Bench.TOPICS.freshness().name());
        bench.pass(Duration.ofSeconds(2));
        assertThat(bench.freshness(A).cause()).isEqualTo(Cause.RIGHT_MISSING);
        assertThat(bench.freshness(A).words()).contains("freshness");
        bench.write(A, log.flag(flag("b")).changes().subList(3, 4));
        bench.pass(Duration.ofSeconds(2));
        assertThat(bench.image(A).flag("b")).as("is still followed").isNotNull();
    }

    @Test
    void a_topic_that_is_not_to_be_seen_any_more_is_named_and_its_last_state_served() {
        bench.read();
        kafka.delete(kafka.config(A));
        bench.pass(Duration.ofSeconds(3));
        assertThat(bench.freshness(A).cause()).isEqualTo(Cause.RIGHT_MISSING);
        assertThat(bench.freshness(A).words()).contains("DESCRIBE", "deleted");
        assertThat(bench.image(A).isComplete()).isTrue();
    }

    // --- places that are gone

    @Test
    void what_was_cut_off_is_read_anew_from_where_the_log_begins_now() {
        bench.read();
        LogFixture longer = log.flag(flag("b")).flag(flag("c"));
        bench.write(A, longer.changes().subList(3, 5));
        kafka.compact(kafka.config(A), false);
        kafka.truncate(kafka.config(A), 5);
        bench.pass(Duration.ofSeconds(3));
        assertThat(bench.image(A).flag("a")).as("last known state").isNotNull();
        LogFixture anew = longer.flag(flag("a").version(2)).complete();
        bench.write(A, anew.changes().subList(5, 7));
        bench.pass(Duration.ofSeconds(3));
        assertThat(bench.image(A).flag("c")).isNotNull();
        assertThat(bench.image(A).flag("gone")).isNull();
    }

    @Test
    void a_topic_made_anew_has_owners_of_its_own() {
        bench.read();
        bench.write(
                heartbeat(log.image()).epoch(9).sequence(5).said(bench.clock.instant()).build());
        bench.read();
        kafka.delete(kafka.config(A));
        kafka.create(kafka.config(A));
        LogFixture second = log(A).flag(flag("new")).complete();
        bench.write(A, second.changes());
        bench.pass(Duration.ofSeconds(3));
        assertThat(bench.image(A).flag("new")).isNotNull();
        bench.write(heartbeat(second.image()).sequence(1).said(bench.clock.instant()).build());
        bench.read();
        assertThat(bench.freshness(A).isStale()).isFalse();
        assertThat(bench.freshness(A).heartbeat()).isPresent();
    }

    // --- snapshots

    @Test
    void a_restored_image_is_as_old_as_its_proof_from_the_first_second_on() {
        beat(bench);
        Snapshot snapshot = snapshot(bench);
        bench.clock.suspend(Duration.ofSeconds(90));
        var next = after(snapshot);
        assertThat(next.freshness(A).age()).contains(Duration.ofSeconds(90));
        assertThat(next.freshness(A).isStale()).isTrue();
        assertThat(next.freshness(A).cause()).isEqualTo(Cause.NO_HEARTBEATS);
    }

    @Test
    void what_the_proof_of_a_snapshot_leaves_out_is_named_after_the_restart_too() {
        var held =
                new HeartbeatException(
                        new DocumentKey.OfFlag("gone"), HeartbeatException.Kind.HELD, "waits");
        bench.read();
        bench.write(
                heartbeat(bench.image(A))
                        .sequence(++sequence)
                        .said(bench.clock.instant())
                        .leavingOut(held)
                        .build());
        bench.read();

        var next = after(snapshot(bench));

        assertThat(next.freshness(A).isStale()).isFalse();
        assertThat(next.freshness(A).exceptions().named()).containsExactly(held);
        beat(next);
        assertThat(next.freshness(A).exceptions()).isEqualTo(ProofExceptions.NONE);
    }

    @Test
    void a_snapshot_that_was_fresh_a_moment_ago_is_fresh_until_it_is_not() {
        beat(bench);
        var next = after(snapshot(bench));
        assertThat(next.freshness(A).isStale()).isFalse();
        next.clock.advance(Duration.ofSeconds(61));
        assertThat(next.freshness(A).isStale()).isTrue();
    }

    @Test
    void a_heartbeat_that_counted_before_a_restart_counts_no_second_time() {
        beat(bench);
        var next = after(snapshot(bench));
        next.clock.advance(Duration.ofSeconds(20));
        next.read();
        next.clock.advance(Duration.ofSeconds(20));
        next.write(heartbeat(log.image()).sequence(1).said(Instant.EPOCH).build()); // by a mirror
        next.read();
        assertThat(next.freshness(A).age()).contains(Duration.ofSeconds(40));
    }

    @Test
    void a_snapshot_that_is_too_old_is_served_until_the_log_was_read_anew_without_its_zombies() {
        beat(bench);
        Snapshot snapshot = snapshot(bench);
        bench.write(A, log.flagRemoved("gone").changes().subList(3, 4));
        kafka.compact(kafka.config(A), true); // the tombstone is gone too
        bench.clock.suspend(Duration.ofDays(4));
        var next = after(snapshot);
        assertThat(next.image(A).flag("gone")).as("while Kafka is away").isNotNull();
        next.read();
        assertThat(next.image(A).flag("gone")).isNull();
        assertThat(next.image(A).flag("a")).isNotNull();
    }

    @Test
    void who_was_cut_off_for_longer_than_tombstones_live_reads_the_log_anew() {
        beat(bench);
        bench.write(A, log.flagRemoved("gone").changes().subList(3, 4));
        kafka.compact(kafka.config(A), true);
        bench.clock.suspend(Duration.ofDays(4));
        bench.pass(Duration.ofSeconds(3));
        assertThat(bench.image(A).flag("gone")).isNull();
    }

    @Test
    void who_was_cut_off_for_less_goes_on_reading() {
        beat(bench);
        long offset = bench.of(A).standing().offset();
        bench.clock.suspend(Duration.ofDays(3));
        bench.read();
        assertThat(bench.of(A).standing().rebuilding()).isFalse();
        assertThat(bench.of(A).standing().offset()).isEqualTo(offset);
    }

    @Test
    void a_snapshot_is_continued_from_before_what_still_waits_for_its_owner() {
        beat(bench);
        bench.write(A, log.epoch(2).flag(flag("b")).changes().subList(3, 4));
        bench.read();
        Snapshot snapshot = snapshot(bench);
        assertThat(snapshot.image().flag("b")).isNull();
        var next = after(snapshot);
        next.write(heartbeat(log.image()).epoch(2).sequence(1).said(next.clock.instant()).build());
        next.read();
        next.pass(Duration.ofSeconds(2));
        assertThat(next.image(A).flag("b")).isNotNull();
    }

    @Test
    void a_rebuild_keeps_what_is_known_of_the_first_completion() {
        bench.read();
        assertThat(bench.image(A).completeSince()).isEqualTo(3);
        bench.write(A, log.flag(flag("b")).complete().changes().subList(3, 5));
        kafka.compact(kafka.config(A), false);
        bench.read();
        kafka.truncate(kafka.config(A), 0);
        bench.clock.suspend(Duration.ofDays(4)); // reads anew
        bench.pass(Duration.ofSeconds(3));
        assertThat(bench.image(A).revision()).isEqualTo(5);
        assertThat(bench.image(A).completeSince()).isEqualTo(3);
    }

    @Test
    void a_snapshot_of_before_a_compaction_does_not_lead_on_and_the_log_is_read_anew() {
        beat(bench);
        Snapshot snapshot = snapshot(bench);
        LogFixture longer =
                log.flag(flag("a").version(2)).flag(flag("b")).flag(flag("a").version(3));
        bench.write(A, longer.changes().subList(3, 6));
        beat(bench);
        kafka.compact(kafka.config(A), false);
        var next = after(snapshot);
        next.pass(Duration.ofSeconds(6));
        assertThat(next.image(A).digest()).isEqualTo(longer.image().digest());
        assertThat(next.freshness(A).cause()).isEqualTo(Freshness.Cause.NONE);
        assertThat(next.quarantine.count()).isZero();
    }

    // --- nodes

    @Test
    void a_node_that_never_came_back_leaves_nothing_unsettled() {
        bench.write(unsettled("ingest-gone"));
        bench.clock.suspend(Duration.ofSeconds(31));
        bench.read();
        assertThat(bench.statuses.anyUnsettled(bench.clock.now())).isFalse();
    }

    @Test
    void a_living_node_that_is_not_done_leaves_it_unsettled_until_it_falls_silent() {
        bench.write(unsettled("before"));
        bench.clock.suspend(Duration.ofSeconds(10));
        bench.read();
        assertThat(bench.statuses.anyUnsettled(bench.clock.now())).isTrue();
        bench.pass(Duration.ofSeconds(21));
        assertThat(bench.statuses.anyUnsettled(bench.clock.now())).isFalse();
        bench.write(unsettled("after"));
        bench.read();
        assertThat(bench.statuses.anyUnsettled(bench.clock.now())).isTrue();
        bench.pass(Duration.ofSeconds(31));
        assertThat(bench.statuses.anyUnsettled(bench.clock.now())).isFalse();
    }

    private static IngestStatus unsettled(String node) {
        return new IngestStatus(node, "2026-11-21T10:00:00Z", 1, List.of());
    }

    private void beat(Bench on) {
        on.read();
        EnvironmentImage image = on.image(A);
        on.write(heartbeat(image).sequence(++sequence).said(on.clock.instant()).build());
        on.read();
    }

    private static Snapshot snapshot(Bench of) {
        return requireNonNull(of.of(A).snapshot(of.clock.now()).orElse(null));
    }

    /** Another life of the follower, at the same time. */
    private Bench after(Snapshot snapshot) {
        var next = new Bench(kafka);
        next.clock.set(bench.clock.instant());
        next.followed.restore(snapshot);
        return next;
    }

    @Test
    void who_is_refused_a_topic_that_is_not_read_here_is_refused_as_a_whole() {
        bench.read();
        assertThat(bench.followed.deny(Set.of("strange"), "not allowed", bench.clock.now()))
                .isFalse();
        assertThat(Map.copyOf(bench.followed.positions())).containsKey(kafka.config(A));
    }
}

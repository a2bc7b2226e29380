package io.flaghoist.follower;

import static io.flaghoist.follower.Bench.A;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.HeartbeatFixture.heartbeat;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.follower.Freshness.Cause;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatException;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.testkit.fixture.HeartbeatFixture;
import io.flaghoist.testkit.fixture.LogFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What makes an environment fresh, and what does not. */
class FreshnessTest {
    private final Bench bench = new Bench();
    private final LogFixture log = log(A).flag(flag("a")).complete();
    private long sequence;

    @BeforeEach
    void write() {
        bench.kafka.create(bench.kafka.config(A));
        bench.kafka.create(bench.kafka.status());
        bench.kafka.createFreshness();
        bench.write(A, log.changes());
    }

    @Test
    void a_heartbeat_whose_revision_is_applied_makes_it_fresh() {
        bench.read();
        beat(said().proven(Duration.ofSeconds(2)));
        assertThat(freshness().isStale()).isFalse();
        assertThat(freshness().age()).contains(Duration.ofSeconds(2));
        assertThat(freshness().cause()).isEqualTo(Cause.NONE);
        assertThat(freshness().words()).isEmpty();
        assertThat(freshness().heartbeat()).isPresent();
        assertThat(freshness().ahead()).isEmpty();
    }

    @Test
    void without_a_heartbeat_nothing_is_proven_and_the_words_say_what_to_check() {
        bench.read();
        Instant start = bench.clock.instant();
        bench.pass(Duration.ofSeconds(20));
        assertThat(freshness().isStale()).isTrue();
        assertThat(freshness().age()).isEmpty();
        assertThat(freshness().cause()).isEqualTo(Cause.NO_HEARTBEATS);
        assertThat(freshness().words()).contains("Check", "ingest", "READ");
        assertThat(freshness().since()).contains(start);
    }

    @Test
    void an_owner_that_falls_silent_is_named_at_once_and_makes_it_stale_after_a_minute() {
        bench.read();
        beat(said());
        Instant last = bench.clock.instant();
        bench.pass(Duration.ofSeconds(20));
        assertThat(freshness().isStale()).isFalse();
        assertThat(freshness().cause()).isEqualTo(Cause.NO_HEARTBEATS);
        assertThat(freshness().since()).contains(last);
        bench.pass(Duration.ofSeconds(41));
        assertThat(freshness().isStale()).isTrue();
        assertThat(freshness().since()).as("while it lasts").contains(last);
    }

    @Test
    void the_same_heartbeat_delivered_twice_proves_nothing_anew() {
        bench.read();
        Heartbeat first = said().sequence(++sequence).build();
        bench.write(first);
        bench.read();
        bench.pass(Duration.ofSeconds(30));
        bench.write(first);
        bench.read();
        assertThat(freshness().age()).contains(Duration.ofSeconds(30));
    }

    @Test
    void an_earlier_owner_proves_nothing_once_a_later_one_has_spoken() {
        bench.read();
        beat(said().epoch(2));
        bench.pass(Duration.ofSeconds(30));
        beat(said().epoch(1));
        assertThat(freshness().age()).contains(Duration.ofSeconds(30));
    }

    @Test
    void what_a_proof_leaves_out_stays_named_until_a_later_proof() {
        var held = leftOut("a");
        var refused = leftOut("b");
        bench.read();
        beat(said().leavingOut(held));
        beat(said().epoch(2).unproven()); // this owner has not looked upstream yet
        assertThat(freshness().exceptions().named()).containsExactly(held);
        beat(said().epoch(2).unproven().leavingOut(refused));
        assertThat(freshness().exceptions().named()).containsExactly(refused, held);
        assertThat(freshness().exceptions().unnamed()).isZero();
        beat(said().epoch(2));
        assertThat(freshness().exceptions()).isEqualTo(ProofExceptions.NONE);
    }

    private static HeartbeatException leftOut(String flag) {
        return new HeartbeatException(
                new DocumentKey.OfFlag(flag), HeartbeatException.Kind.HELD, "waits");
    }

    @Test
    void a_heartbeat_waits_for_its_revision_and_then_counts_from_when_it_came() {
        bench.read();
        beat(said());
        LogFixture next = log.flag(flag("b"));
        beat(said()); // it tells of revision 3
        bench.pass(Duration.ofSeconds(12));
        assertThat(freshness().cause()).isEqualTo(Cause.HEARTBEATS_AHEAD);
        assertThat(freshness().words()).contains("revision 3", "2");
        assertThat(freshness().ownerRevision()).isEqualTo(3);
        assertThat(freshness().age()).contains(Duration.ofSeconds(12));
        bench.write(A, next.changes().subList(2, 3));
        bench.read();
        assertThat(freshness().age()).contains(Duration.ofSeconds(12));
        assertThat(freshness().cause()).isEqualTo(Cause.NONE);
    }

    @Test
    void the_newest_of_those_that_wait_counts_and_no_more_than_32_wait() {
        bench.read();
        var next = log.flag(flag("b"));
        for (int i = 0; i < 40; i++) {
            beat(said());
            bench.pass(Duration.ofSeconds(5));
        }
        assertThat(freshness().isStale()).isTrue();
        bench.write(A, next.changes().subList(2, 3));
        bench.read();
        assertThat(freshness().age()).contains(Duration.ofSeconds(5));
    }

    @Test
    void an_open_transaction_of_a_stranger_renews_nothing_and_leaves_the_log_behind() {
        bench.read();
        beat(said());
        bench.kafka.openTransaction(bench.kafka.config(A));
        bench.write(A, log.flag(flag("b")).changes().subList(2, 3));
        for (int i = 0; i < 14; i++) {
            bench.pass(Duration.ofSeconds(5));
            beat(said());
        }
        assertThat(freshness().isStale()).isTrue();
        assertThat(freshness().cause()).isEqualTo(Cause.HEARTBEATS_AHEAD);
        assertThat(bench.of(A).standing().behind()).isPositive();
        bench.kafka.endTransaction(bench.kafka.config(A));
        bench.read();
        assertThat(freshness().isStale()).isFalse();
        assertThat(bench.of(A).standing().behind()).isZero();
    }

    @Test
    void a_proof_that_the_owner_does_not_renew_grows_older_with_each_heartbeat() {
        bench.read();
        for (int i = 0; i < 14; i++) {
            bench.pass(Duration.ofSeconds(5));
            beat(
                    said().proven(Duration.ofSeconds(5L * i))
                            .upstream(Heartbeat.Upstream.STREAMING, Instant.EPOCH));
        }
        assertThat(freshness().isStale()).isTrue();
        assertThat(freshness().cause()).isEqualTo(Cause.UPSTREAM_SILENT);
        assertThat(freshness().since())
                .contains(bench.clock.instant().minus(Duration.ofSeconds(65)));
    }

    @Test
    void an_upstream_that_is_down_is_named_before_it_makes_anything_stale() {
        bench.read();
        Instant down = bench.clock.instant();
        beat(said().upstream(Heartbeat.Upstream.DOWN, down));
        assertThat(freshness().isStale()).isFalse();
        assertThat(freshness().cause()).isEqualTo(Cause.UPSTREAM_SILENT);
        assertThat(freshness().words()).contains("down");
    }

    @Test
    void an_environment_that_nobody_claims_has_an_owner_and_no_proof() {
        bench.read();
        beat(said().unproven().upstream(Heartbeat.Upstream.UNCLAIMED, bench.clock.instant()));
        assertThat(freshness().isStale()).isTrue();
        assertThat(freshness().cause()).isEqualTo(Cause.UPSTREAM_SILENT);
        assertThat(freshness().words()).contains("unclaimed");
    }

    @Test
    void heartbeats_that_come_late_are_late_whatever_they_say() {
        bench.read();
        for (int i = 0; i < 5; i++) {
            bench.pass(Duration.ofSeconds(5));
            beat(said().said(bench.clock.instant().minusSeconds(90)));
        }
        assertThat(freshness().isStale()).isTrue();
        assertThat(freshness().age()).contains(Duration.ofSeconds(90));
        assertThat(freshness().words()).contains("late", "mirror", "clocks");
        assertThat(bench.skew.problem()).isPresent();
    }

    @Test
    void a_clock_here_that_is_known_to_be_ahead_of_kafkas_makes_nothing_stale_and_is_named() {
        bench.read();
        Instant right = bench.clock.instant();
        bench.clock.set(right.plusSeconds(600));
        bench.read();
        bench.kafka.appendAtBroker(
                bench.kafka.freshness(A),
                right.toEpochMilli(),
                io.flaghoist.schemas.record.HeartbeatCodec.encode(
                        said().sequence(++sequence).said(right).build()));
        bench.read();
        assertThat(freshness().isStale()).isFalse();
        assertThat(bench.skew.problem())
                .hasValueSatisfying(it -> assertThat(it.what()).contains("ahead of Kafka's"));
    }

    @Test
    void a_heartbeat_from_the_future_is_named_and_makes_nothing_stale() {
        bench.read();
        beat(said().said(bench.clock.instant().plusSeconds(30)));
        assertThat(freshness().isStale()).isFalse();
        assertThat(bench.skew.problem())
                .hasValueSatisfying(it -> assertThat(it.what()).contains("future"));
    }

    @Test
    void one_delay_is_no_skew() {
        bench.read();
        beat(said().said(bench.clock.instant().minusSeconds(8)));
        bench.pass(Duration.ofSeconds(5));
        beat(said());
        bench.pass(Duration.ofSeconds(5));
        beat(said());
        assertThat(bench.skew.problem()).isEmpty();
    }

    @Test
    void a_clock_that_is_set_back_unproves_until_the_next_heartbeat() {
        bench.read();
        beat(said());
        bench.clock.set(bench.clock.instant().minusSeconds(3600));
        assertThat(freshness().isStale()).isTrue();
        assertThat(freshness().cause()).isEqualTo(Cause.CLOCK_WENT_BACK);
        beat(said());
        assertThat(freshness().isStale()).isFalse();
    }

    @Test
    void a_heartbeat_that_lay_in_the_log_counts_by_the_wall_clock_alone() {
        beat(said().proven(Duration.ofSeconds(1)));
        bench.clock.suspend(Duration.ofSeconds(20));
        bench.read();
        assertThat(freshness().age()).contains(Duration.ofSeconds(21));
    }

    @Test
    void heartbeats_of_more_than_half_a_minute_ago_are_not_read() {
        bench.write(said().sequence(++sequence).build());
        bench.clock.suspend(Duration.ofSeconds(31));
        bench.read();
        assertThat(freshness().heartbeat()).isEmpty();
    }

    @Test
    void the_status_of_an_ingest_renews_no_proof() {
        bench.read();
        beat(said());
        bench.pass(Duration.ofSeconds(61));
        bench.write(status(2));
        bench.read();
        assertThat(freshness().isStale()).isTrue();
        assertThat(freshness().cause()).isEqualTo(Cause.NO_HEARTBEATS);
    }

    @Test
    void the_status_of_an_ingest_without_heartbeats_proves_nothing() {
        bench.write(status(2));
        bench.read();
        assertThat(freshness().age()).isEmpty();
        assertThat(freshness().cause()).isEqualTo(Cause.NO_HEARTBEATS);
    }

    @Test
    void a_new_owner_of_the_same_documents_moves_the_position_so_that_no_earlier_one_can_write() {
        bench.read();
        beat(said().epoch(4));
        assertThat(bench.image(A).position().epoch()).isEqualTo(4);
        bench.write(A, log.flag(flag("late")).changes().subList(2, 3));
        bench.read();
        assertThat(bench.image(A).flag("late")).isNull();
    }

    @Test
    void a_revision_whose_tombstone_was_compacted_away_is_learnt_from_the_owner() {
        bench.read();
        beat(said().revision(9));
        assertThat(bench.image(A).revision()).isEqualTo(9);
        assertThat(freshness().isStale()).isFalse();
    }

    private Freshness freshness() {
        return bench.freshness(A);
    }

    private HeartbeatFixture said() {
        return heartbeat(log.image()).said(bench.clock.instant());
    }

    private void beat(HeartbeatFixture heartbeat) {
        bench.write(heartbeat.sequence(++sequence).build());
        bench.read();
    }

    private static IngestStatus status(long revision) {
        return new IngestStatus(
                "ingest-old",
                "2026-11-21T10:00:00Z",
                0,
                List.of(
                        new IngestStatus.OfEnvironment(
                                A.value(),
                                1,
                                revision,
                                2,
                                "",
                                IngestStatus.Upstream.STREAMING,
                                1,
                                1,
                                List.of(),
                                "")));
    }
}

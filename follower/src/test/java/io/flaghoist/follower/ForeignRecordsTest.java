package io.flaghoist.follower;

import static io.flaghoist.follower.Bench.A;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.HeartbeatFixture.heartbeat;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.follower.Freshness.Cause;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.ChangeKind;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.testkit.fixture.HeartbeatFixture;
import io.flaghoist.testkit.fixture.LogFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A7 of the findings, at the reader: what somebody else writes to a config topic. */
class ForeignRecordsTest {
    /** The greatest power of two that headers can carry; what is beyond is no number to them. */
    private static final long HUGE = 1L << 59;

    private final Bench bench = new Bench();
    private final LogFixture log = log(A).flag(flag("x")).flag(flag("y")).complete();
    private EnvironmentImage owned = log.image();
    private long sequence;
    private long epoch = 1;

    @BeforeEach
    void write() {
        bench.kafka.create(bench.kafka.config(A));
        bench.kafka.createFreshness();
        bench.write(A, log.changes());
    }

    @Test
    void a_forged_epoch_moves_nothing_and_is_quarantined_after_a_moment() {
        bench.read();
        beat();
        forge(HUGE, 4, flag("x").version(66).document());
        pass(3);
        assertThat(image().flag("x")).isNotNull().returns(1L, Document::version);
        assertThat(bench.quarantine.count()).isZero();
        pass(10);
        assertThat(bench.quarantine.count()).isEqualTo(1);
        assertThat(bench.quarantine.remembered().getFirst().reason()).contains("heartbeat");
        own(flag("y").version(2).document());
        pass(6);
        assertServesWhatTheOwnerHolds();
    }

    @Test
    void numbers_that_headers_cannot_carry_are_no_numbers() {
        bench.read();
        forge(1L << 60, 4, flag("x").version(66).document());
        forge(1, 1L << 60, flag("x").version(66).document());
        bench.read();
        assertThat(bench.quarantine.count()).isEqualTo(2);
        assertServesWhatTheOwnerHolds();
    }

    @Test
    void the_records_of_a_new_owner_wait_until_it_is_announced_and_are_then_applied_in_order() {
        bench.read();
        beat();
        epoch = 2;
        own(flag("x").version(2).document());
        own(flag("x").version(3).document());
        bench.read();
        assertThat(image().revision()).isEqualTo(3);
        beat();
        assertThat(image().position()).isEqualTo(new Position(2, 5));
        assertThat(bench.quarantine.count()).isZero();
        assertServesWhatTheOwnerHolds();
    }

    @Test
    void a_new_owner_that_is_announced_late_is_not_lost() {
        bench.read();
        beat();
        epoch = 2;
        own(flag("x").version(2).document());
        for (int i = 0; i < 14; i++) {
            bench.pass(Duration.ofSeconds(1)); // a mirror holds its heartbeats back
        }
        assertThat(image().revision()).isEqualTo(3);
        beat();
        bench.pass(Duration.ofSeconds(2));
        assertServesWhatTheOwnerHolds();
    }

    @Test
    void more_records_than_can_wait_are_read_again_once_their_owner_is_announced() {
        bench.read();
        beat();
        epoch = 2;
        for (int i = 0; i < ForeignRecords.MAX_WAITING + 50; i++) {
            own(flag("flag-" + i).document());
        }
        for (int i = 0; i < 30; i++) {
            bench.read();
        }
        beat();
        for (int i = 0; i < 40; i++) {
            bench.pass(Duration.ofSeconds(1));
        }
        beat();
        assertServesWhatTheOwnerHolds();
    }

    @Test
    void where_no_heartbeat_was_ever_heard_every_epoch_is_believed() {
        bench.read();
        epoch = 7;
        own(flag("x").version(2).document());
        bench.read();
        assertThat(image().position()).isEqualTo(new Position(7, 4));
    }

    @Test
    void a_forged_epoch_that_was_read_before_the_first_heartbeat_is_found_out() {
        forge(HUGE, HUGE, flag("x").version(66).document());
        bench.read();
        assertThat(image().position().epoch()).isEqualTo(HUGE);
        pass(20);
        assertThat(image().position()).isEqualTo(new Position(1, 3));
        own(flag("x").version(2).document()); // the owner's repair
        pass(6);
        assertServesWhatTheOwnerHolds();
        assertThat(bench.freshness(A).isStale()).isFalse();
    }

    @Test
    void a_forged_revision_moves_nothing_and_the_owner_is_followed_at_once() {
        bench.read();
        beat();
        forge(1, HUGE, flag("z").version(66).document());
        bench.read();
        assertThat(image().revision()).isEqualTo(3);
        own(flag("y").version(2).document());
        bench.read();
        assertServesWhatTheOwnerHolds();
        pass(15);
        assertThat(bench.quarantine.count()).isEqualTo(1);
        assertThat(bench.freshness(A).cause()).isEqualTo(Cause.NONE);
        own(flag("y").version(3).document());
        bench.read();
        assertServesWhatTheOwnerHolds();
    }

    @Test
    void a_later_owner_with_a_lower_revision_than_a_forged_one_is_followed() {
        bench.read();
        beat();
        forge(1, HUGE, flag("x").version(66).document());
        bench.read();
        epoch = 2;
        beat();
        own(flag("x").version(2).document());
        bench.read();
        assertThat(image().position()).isEqualTo(new Position(2, 4));
        assertServesWhatTheOwnerHolds();
    }

    @Test
    void a_valid_document_of_a_strangers_is_not_served_for_a_moment() {
        bench.read();
        beat();
        forge(1, 4, flag("x").version(66).document());
        for (int i = 0; i < 4; i++) {
            pass(5);
            assertServesWhatTheOwnerHolds();
            assertThat(bench.freshness(A).cause()).isEqualTo(Cause.NONE);
        }
        assertThat(bench.quarantine.count()).isEqualTo(1);
        assertThat(bench.quarantine.remembered().getFirst().reason()).contains("not the owner's");
    }

    @Test
    void a_strangers_tombstone_takes_nothing_away() {
        bench.read();
        beat();
        var removed =
                new Change.Removed(
                        new Position(1, 4), bench.clock.millis(), new DocumentKey.OfFlag("x"), 1);
        bench.forge(A, removed);
        pass(20);
        assertServesWhatTheOwnerHolds();
        assertThat(bench.freshness(A).cause()).isEqualTo(Cause.NONE);
    }

    @Test
    void a_strangers_document_at_the_position_of_the_owners_next_change_hides_no_change() {
        bench.read();
        beat();
        forge(1, 4, flag("x").version(66).document());
        bench.read();
        own(flag("y").version(2).document()); // at revision 4 as well
        bench.read();
        assertServesWhatTheOwnerHolds();
        assertThat(bench.quarantine.count()).as("known for foreign at once").isEqualTo(1);
        own(flag("x").version(2).document()); // the owner's repair
        pass(12);
        assertServesWhatTheOwnerHolds();
        assertThat(bench.freshness(A).cause()).isEqualTo(Cause.NONE);
    }

    @Test
    void a_stranger_who_repeats_the_newest_record_further_on_moves_nothing() {
        bench.read();
        beat();
        var repeated =
                new Change.Saved(
                        new Position(1, HUGE),
                        bench.clock.millis(),
                        requireNonNull(image().flag("y")));
        bench.kafka.append(
                bench.kafka.config(A),
                bench.clock.millis(),
                ConfigCodec.encode(A, ChangeKind.REPLACED, repeated, owned.digest()));
        bench.read();
        own(flag("x").version(2).document());
        bench.read();
        assertThat(image().position()).isEqualTo(new Position(1, 4));
        assertServesWhatTheOwnerHolds();
    }

    @Test
    void a_strangers_document_that_was_read_before_the_first_heartbeat_contradicts_the_owner() {
        forge(1, 4, flag("x").version(66).document());
        bench.read();
        own(flag("y").version(2).document()); // at revision 4 as well
        bench.read();
        beat();
        assertThat(bench.freshness(A).cause()).isEqualTo(Cause.DIGEST_DIFFERS);
        assertThat(bench.freshness(A).isStale()).isTrue();
        assertThat(bench.freshness(A).words()).contains("Check who else writes");
        own(flag("x").version(2).document()); // the owner's repair
        pass(12);
        assertServesWhatTheOwnerHolds();
        assertThat(bench.freshness(A).isStale()).isFalse();
    }

    @Test
    void a_reader_that_lost_a_change_does_not_take_the_next_one_and_reads_anew() {
        bench.read();
        beat();
        own(flag("x").version(2).document());
        bench.read();
        bench.environments.replace(log.image()); // as if the change had been dropped
        own(flag("y").version(2).document());
        pass(20);
        assertServesWhatTheOwnerHolds();
        assertThat(bench.freshness(A).cause()).isEqualTo(Cause.NONE);
    }

    @Test
    void a_busy_owner_whose_log_is_compacted_is_followed_by_whoever_begins_anew() {
        bench.read();
        beat();
        forge(1, 60, flag("x").version(66).document());
        own(flag("x").version(2).document());
        for (int i = 0; i < 30; i++) {
            own(flag("y").version(2 + i).document());
            bench.kafka.compact(bench.kafka.config(A), false);
        }
        var late = new Bench(bench.kafka);
        late.clock.set(bench.clock.instant());
        for (int second = 1; second <= 12; second++) {
            own(flag(second % 2 == 0 ? "x" : "y").version(40 + second).document());
            bench.kafka.compact(bench.kafka.config(A), false);
            if (second % 5 == 0) {
                beat();
            }
            bench.clock.advance(Duration.ofSeconds(1));
            late.pass(Duration.ofSeconds(1));
        }
        assertThat(late.image(A).digest()).isEqualTo(owned.digest());
        assertThat(late.freshness(A).cause()).isEqualTo(Cause.NONE);
    }

    @Test
    void what_compaction_took_away_is_repaired_by_the_owner_and_differs_until_then() {
        bench.kafka.append(
                bench.kafka.config(A),
                bench.clock.millis(),
                new LogRecord(key("x"), null, Map.of()));
        bench.kafka.compact(bench.kafka.config(A), true);
        beat();
        var since = bench.freshness(A).since();
        assertThat(bench.freshness(A).cause()).isEqualTo(Cause.DIGEST_DIFFERS);
        pass(30);
        assertThat(bench.freshness(A).cause()).isEqualTo(Cause.DIGEST_DIFFERS);
        assertThat(bench.freshness(A).since()).as("begins once").isEqualTo(since);
        assertThat(bench.followed.catchup().isDone()).isFalse();
        own(flag("x").version(2).document());
        pass(6);
        assertServesWhatTheOwnerHolds();
        assertThat(bench.freshness(A).cause()).isEqualTo(Cause.NONE);
    }

    @Test
    void a_running_reader_keeps_what_garbage_overwrote() {
        bench.read();
        beat();
        bench.kafka.append(
                bench.kafka.config(A),
                bench.clock.millis(),
                new LogRecord(key("x"), "{nonsense".getBytes(StandardCharsets.UTF_8), Map.of()));
        bench.read();
        beat();
        assertThat(bench.quarantine.count()).isEqualTo(1);
        assertServesWhatTheOwnerHolds();
        assertThat(bench.freshness(A).cause()).isEqualTo(Cause.NONE);
    }

    @Test
    void a_lagging_mirror_of_heartbeats_makes_nothing_foreign() {
        bench.read();
        var late = new java.util.ArrayDeque<io.flaghoist.schemas.record.Heartbeat>();
        for (int i = 0; i < 20; i++) {
            own(flag("x").version(2 + i).document());
            late.add(said().sequence(++sequence).build());
            if (late.size() > 4) {
                bench.write(late.removeFirst()); // 20 s after it was said
            }
            bench.pass(Duration.ofSeconds(5));
            assertThat(bench.freshness(A).cause()).isNotEqualTo(Cause.DIGEST_DIFFERS);
            assertServesWhatTheOwnerHolds();
        }
    }

    @Test
    void a_busy_owner_contradicts_nobody() {
        bench.read();
        for (int i = 0; i < 60; i++) {
            own(flag("x").version(2 + i).document());
            if (i % 5 == 0) {
                bench.write(said().sequence(++sequence).build());
            }
            own(flag("y").version(2 + i).document());
            bench.pass(Duration.ofSeconds(1));
            assertThat(bench.freshness(A).cause()).isNotEqualTo(Cause.DIGEST_DIFFERS);
        }
        assertServesWhatTheOwnerHolds();
        assertThat(bench.freshness(A).isStale()).isFalse();
    }

    @Test
    void a_batch_that_was_lost_is_read_again_when_the_owner_stays_ahead() {
        bench.read();
        beat();
        bench.environments.replace(log.image()); // as if the next change had been dropped
        own(flag("x").version(2).document());
        bench.read();
        bench.environments.replace(log.image());
        pass(30);
        assertServesWhatTheOwnerHolds();
    }

    @Test
    void a_log_that_ends_in_the_midst_of_what_its_owner_writes_takes_nothing_away() {
        bench.read();
        beat();
        bench.kafka.delete(bench.kafka.config(A));
        bench.kafka.create(bench.kafka.config(A));
        owned = LogFixture.after(owned, saved(4, requireNonNull(owned.identity())));
        bench.write(A, List.of(saved(4, requireNonNull(owned.identity())))); // x and y are to come
        beat();
        bench.pass(Duration.ofSeconds(3));
        assertThat(image().flag("x")).as("last known state").isNotNull();
        bench.write(A, List.of(saved(5, requireNonNull(owned.flag("x")))));
        bench.write(A, List.of(saved(6, requireNonNull(owned.flag("y")))));
        owned = owned.atPosition(new Position(1, 6));
        beat();
        pass(10);
        assertServesWhatTheOwnerHolds();
        assertThat(image().revision()).isEqualTo(6);
        assertThat(bench.freshness(A).cause()).isEqualTo(Cause.NONE);
    }

    @Test
    void the_same_before_the_owner_is_heard_again_as_long_as_it_was_heard_lately() {
        bench.read();
        beat();
        bench.kafka.delete(bench.kafka.config(A));
        bench.kafka.create(bench.kafka.config(A));
        owned = LogFixture.after(owned, saved(4, requireNonNull(owned.identity())));
        bench.write(A, List.of(saved(4, requireNonNull(owned.identity()))));

        bench.pass(Duration.ofSeconds(10));
        assertThat(image().flag("x")).as("last known state").isNotNull();

        bench.pass(Duration.ofSeconds(10));
        assertThat(image().flag("x")).as("nobody writes any more").isNull();
    }

    private Change saved(long revision, Document document) {
        return new Change.Saved(new Position(1, revision), bench.clock.millis(), document);
    }

    @Test
    void an_environment_that_its_owner_emptied_is_emptied_after_a_rebuild_too() {
        bench.read();
        beat();
        bench.kafka.delete(bench.kafka.config(A));
        bench.kafka.create(bench.kafka.config(A));
        pass(10);
        assertThat(image().isComplete()).as("last known state").isTrue();
        owned = EnvironmentImage.empty(A).atPosition(new Position(1, 1));
        pass(10);
        assertThat(image().isComplete()).isFalse();
    }

    private EnvironmentImage image() {
        return bench.image(A);
    }

    private void assertServesWhatTheOwnerHolds() {
        assertThat(image().digest()).isEqualTo(owned.digest());
    }

    /** The owner makes its next change. */
    private void own(Document document) {
        var position = new Position(epoch, owned.revision() + 1);
        var change = new Change.Saved(position, bench.clock.millis(), document);
        bench.write(A, List.of(change));
        owned = LogFixture.after(owned, change);
    }

    private void forge(long forgedEpoch, long forgedRevision, Document document) {
        var position = new Position(forgedEpoch, forgedRevision);
        bench.forge(A, new Change.Saved(position, bench.clock.millis(), document));
    }

    private HeartbeatFixture said() {
        return heartbeat(owned).epoch(epoch).said(bench.clock.instant());
    }

    private void beat() {
        bench.write(said().sequence(++sequence).build());
        bench.read();
    }

    /** Time passes, and the owner beats every five seconds of it. */
    private void pass(int seconds) {
        for (int second = 1; second <= seconds; second++) {
            bench.pass(Duration.ofSeconds(1));
            if (second % 5 == 0) {
                beat();
            }
        }
    }

    private static byte[] key(String flag) {
        return new DocumentKey.OfFlag(flag).text().getBytes(StandardCharsets.UTF_8);
    }
}

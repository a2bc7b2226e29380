package io.flaghoist.ingest.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.service.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Times are seconds of a test's own clock, in which both clocks agree unless a test says so. */
class ProofKeeperTest {
    private static final DocumentKey DARK = new DocumentKey.OfFlag("dark");

    private final ProofKeeper proofs = new ProofKeeper();
    private final EventQueue events = new EventQueue(proofs::doubt);
    private final StreamClock stream = new StreamClock();
    private final long number = events.newStream();
    private ProofKeeper.@Nullable Read read;

    @Test
    void nothing_is_proven_before_the_first_full_read_is_in_the_log() {
        streamOpens(1);
        begins(at(2));

        assertThat(proven(3)).isEmpty();
        isInLog();
        assertThat(proven(3)).isPresent();
    }

    @Test
    void a_read_in_the_log_proves_nothing_before_its_exceptions_are_published() {
        begins(at(2));
        proofs.readIsInLog(List.of(Objects.requireNonNull(read)));
        assertThat(proven(3)).isEmpty();

        proofs.exceptionsArePublished();

        assertThat(proven(4)).contains(at(2));
    }

    @Test
    void without_a_stream_a_full_read_proves_up_to_when_it_began() {
        begins(at(2));
        isInLog();

        assertThat(proven(60)).contains(at(2));
    }

    @Test
    void a_read_that_never_came_into_the_log_proves_nothing() {
        begins(at(2));
        begins(at(5));
        isInLog();
        begins(at(9));

        assertThat(proven(60)).contains(at(5));
    }

    @Test
    void
            a_stream_proves_up_to_its_last_byte_once_a_read_that_began_after_it_opened_is_in_the_log() {
        begins(at(1));
        streamOpens(2);
        isInLog();
        byteCame(8);
        assertThat(proven(10)).as("the read began before the stream").contains(at(1));

        begins(at(11));
        isInLog();
        byteCame(14);

        assertThat(proven(20)).contains(at(14));
    }

    @Test
    void a_mute_stream_renews_nothing() {
        streamProves();
        byteCame(10);

        assertThat(proven(55)).contains(at(10));
    }

    @Test
    void a_stream_that_ended_has_proven_what_it_proved() {
        streamProves();
        byteCame(10);
        proofs.streamEnded(at(12));

        assertThat(proven(30)).contains(at(10));
    }

    @Test
    void a_notice_that_is_not_in_the_log_holds_the_proof_at_its_arrival() throws Exception {
        streamProves();
        events.notice(number, PendingNotice.saved(DARK, 2, at(10)));
        byteCame(12);
        assertThat(proven(20)).as("in the events").contains(at(10));

        var _ = events.take(0);
        assertThat(proven(20)).as("in hand").contains(at(10));

        events.unsettled(Optional.of(at(10)));
        assertThat(proven(20)).as("fetched again").contains(at(10));

        events.unsettled(Optional.empty());
        assertThat(proven(20)).as("in the log").contains(at(12));
    }

    @Test
    void the_oldest_of_several_notices_counts() throws Exception {
        streamProves();
        events.notice(number, PendingNotice.saved(DARK, 2, at(10)));
        var _ = events.take(0);
        events.notice(number, PendingNotice.saved(new DocumentKey.OfFlag("other"), 2, at(11)));
        events.notice(number, PendingNotice.deleted(DARK, at(12)));
        byteCame(13);

        assertThat(proven(20)).contains(at(10));
    }

    @Test
    void a_doubt_leaves_what_the_last_full_read_proved_until_the_next() {
        streamProves();
        byteCame(10);
        events.doubt(number, "an unknown notice");
        assertThat(proven(11)).contains(at(2));

        begins(at(12));
        isInLog();
        byteCame(13);

        assertThat(proven(20)).contains(at(13));
    }

    @Test
    void a_doubt_that_comes_while_everything_is_read_needs_another_read() {
        streamProves();
        begins(at(12));
        events.doubt(number, "an unknown notice");
        isInLog();
        byteCame(13);

        assertThat(proven(20)).contains(at(12));
    }

    @Test
    void notices_that_are_dropped_are_a_doubt_at_once() {
        streamProves();
        byteCame(10);
        for (int i = 0; i <= EventQueue.MAX_NOTICES; i++) {
            events.notice(number, PendingNotice.saved(new DocumentKey.OfFlag("f" + i), 2, at(11)));
        }

        assertThat(proven(20)).contains(at(2));
    }

    @Test
    void a_foreign_record_holds_the_proof_until_it_is_repaired() {
        streamProves();
        proofs.logIsSpoilt(at(10));
        proofs.logIsSpoilt(at(11));
        byteCame(15);
        assertThat(proven(20)).contains(at(10));

        proofs.logIsWhole();
        assertThat(proven(20)).contains(at(15));
    }

    @Test
    void nothing_is_proven_of_a_log_that_another_may_have_written() {
        streamProves();
        byteCame(10);
        proofs.keysAreInLog(at(9));

        proofs.forget();

        assertThat(proven(11)).isEmpty();
        assertThat(proofs.keysRead()).isEmpty();
    }

    @Test
    void bytes_prove_only_once_the_stream_waits_for_more() {
        streamProves();
        byteCame(10);
        stream.waits(at(10));
        stream.received(at(40)); // this process stood still, and more may lie in the buffer
        assertThat(proven(40)).contains(at(10));

        stream.waits(at(40));
        assertThat(proven(40)).contains(at(10));
        assertThat(proven(41)).contains(at(40));
    }

    @Test
    void what_has_passed_is_the_greater_of_what_both_clocks_say() {
        var then = new Moment(Instant.EPOCH, 0);

        assertThat(then.until(new Moment(Instant.EPOCH.plusSeconds(60), 1_000_000_000L)))
                .as("the machine was suspended")
                .isEqualTo(Duration.ofSeconds(60));
        assertThat(then.until(new Moment(Instant.EPOCH.minusSeconds(60), 5_000_000_000L)))
                .as("somebody set the clock back")
                .isEqualTo(Duration.ofSeconds(5));
    }

    private void begins(Moment at) {
        read = proofs.readBegins(at);
    }

    /** All that the last read brought. */
    private void isInLog() {
        proofs.readIsInLog(List.of(Objects.requireNonNull(read)));
        proofs.exceptionsArePublished();
    }

    /** A stream that is open, and a full read beside it that began at 2. */
    private void streamProves() {
        streamOpens(1);
        begins(at(2));
        isInLog();
    }

    private void streamOpens(int second) {
        byteCame(second);
        proofs.streamOpened(stream);
    }

    private void byteCame(int second) {
        stream.received(at(second));
        stream.waits(at(second));
    }

    private Optional<Moment> proven(int second) {
        return proofs.proof(at(second), events);
    }

    private static Moment at(int second) {
        return new Moment(Instant.EPOCH.plusSeconds(second), Duration.ofSeconds(second).toNanos());
    }
}

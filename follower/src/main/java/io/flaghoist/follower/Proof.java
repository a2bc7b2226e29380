package io.flaghoist.follower;

import io.flaghoist.schemas.record.Heartbeat;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * That what is served here was, at some time, all that upstream had said; and how long ago that is.
 * Immutable; any thread may ask.
 *
 * @param epoch of the heartbeat that proves it
 * @param sequence of the heartbeat that proves it
 * @param revision of the heartbeat that proves it
 * @param notedAt when it was noted here
 * @param ageThenMillis how old it was then at least
 * @param provenAtMillis the time that it proves, epoch milliseconds by the wall clock here
 * @param notBeforeMillis a wall clock that shows less than this was set back
 * @param exceptions what it does not prove
 */
record Proof(
        long epoch,
        long sequence,
        long revision,
        Moment notedAt,
        long ageThenMillis,
        long provenAtMillis,
        long notBeforeMillis,
        ProofExceptions exceptions) {

    /**
     * What a heartbeat proves that has just arrived.
     *
     * @param isLive false for one that lay in the log before this follower began to read: when it
     *     came is then unknown, and only wall clocks say how old it is
     * @param shiftMillis what makes the owner's time the time of this machine, where clocks are
     *     known to differ
     */
    static Proof of(
            Heartbeat said,
            Heartbeat.Proof proof,
            Moment arrival,
            boolean isLive,
            long shiftMillis) {
        long provenAt = proof.at().toEpochMilli() + shiftMillis;
        long age = proof.age().toMillis();
        long lain =
                isLive
                        ? 0
                        : Math.max(
                                0, arrival.wallMillis() - said.at().toEpochMilli() - shiftMillis);
        return new Proof(
                said.epoch(),
                said.sequence(),
                said.revision(),
                arrival,
                age + lain,
                provenAt,
                Long.MIN_VALUE,
                ProofExceptions.of(said));
    }

    /** A proof from a snapshot, which this machine, or another life of it, noted. */
    static Proof restored(Saved saved, Moment now) {
        return new Proof(
                saved.epoch(),
                saved.sequence(),
                saved.revision(),
                now,
                0,
                saved.provenAtMillis(),
                saved.savedAtMillis(),
                saved.exceptions());
    }

    /** The age now; empty when time ran backwards, so that nobody can tell. */
    OptionalLong ageMillis(Moment now) {
        if (now.ranBackSince(notedAt) || now.wallMillis() < notBeforeMillis) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                Math.max(
                        ageThenMillis + now.millisSince(notedAt),
                        now.wallMillis() - provenAtMillis));
    }

    /** As a snapshot keeps it: by the wall clock. Null where nobody can tell how old it is. */
    @Nullable Saved saved(Moment now) {
        OptionalLong age = ageMillis(now);
        return age.isEmpty()
                ? null
                : new Saved(
                        epoch,
                        sequence,
                        revision,
                        now.wallMillis() - age.getAsLong(),
                        now.wallMillis(),
                        exceptions);
    }

    Instant provenAt() {
        return Instant.ofEpochMilli(provenAtMillis);
    }

    /**
     * A proof on disk.
     *
     * @param provenAtMillis the time that it proves, epoch milliseconds by this machine's wall
     *     clock
     * @param savedAtMillis when it was saved
     * @param exceptions what it does not prove
     */
    record Saved(
            long epoch,
            long sequence,
            long revision,
            long provenAtMillis,
            long savedAtMillis,
            ProofExceptions exceptions) {}
}

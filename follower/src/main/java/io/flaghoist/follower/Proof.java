package io.flaghoist.follower;

import io.flaghoist.schemas.record.Heartbeat;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Proof that the served state was complete compared with upstream at some time, and how long ago.
 * Immutable; for any thread.
 *
 * @param epoch of the heartbeat that proves it
 * @param sequence of the heartbeat that proves it
 * @param revision of the heartbeat that proves it
 * @param notedAt when it was received
 * @param ageThenMillis its minimum age at that time
 * @param provenAtMillis the proven time, epoch milliseconds by the local wall clock
 * @param notBeforeMillis an earlier wall clock time means that the clock was set back
 * @param exceptions documents that it excludes
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
     * The proof of a received heartbeat.
     *
     * @param isLive false for one from before this follower started: its arrival is unknown, so
     *     only wall clocks give its age
     * @param shiftMillis converts the owner's time to the time of this machine, if clocks are known
     *     to differ
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

    /** A proof from a snapshot of this machine. */
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

    /** The current age; empty if the clock was set back, so that it is unknown. */
    OptionalLong ageMillis(Moment now) {
        if (now.ranBackSince(notedAt) || now.wallMillis() < notBeforeMillis) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                Math.max(
                        ageThenMillis + now.millisSince(notedAt),
                        now.wallMillis() - provenAtMillis));
    }

    /** The form for a snapshot, by the wall clock. Null if its age is unknown. */
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
     * @param provenAtMillis the proven time, epoch milliseconds by this machine's wall clock
     * @param savedAtMillis when it was saved
     * @param exceptions documents that it excludes
     */
    record Saved(
            long epoch,
            long sequence,
            long revision,
            long provenAtMillis,
            long savedAtMillis,
            ProofExceptions exceptions) {}
}

package io.flaghoist.follower;

import io.flaghoist.schemas.record.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The freshness of an environment at one time (design.md, "Freshness"). Only heartbeats of the
 * owner whose revision is applied prove it.
 *
 * @param age maximum age of the served data; empty if unproven
 * @param isStale older than allowed, or unproven
 * @param cause why it is not fresh; {@link Cause#NONE} if it is
 * @param words the cause as a message: since when, and what to check; empty without a cause
 * @param since when the cause began; empty without one. Survives retries
 * @param heartbeat the newest heartbeat whose revision is applied
 * @param ahead the newest heartbeat, if its revision is not applied yet
 * @param exceptions documents to which the age does not apply
 */
public record Freshness(
        Optional<Duration> age,
        boolean isStale,
        Cause cause,
        String words,
        Optional<Instant> since,
        Optional<Heartbeat> heartbeat,
        Optional<Heartbeat> ahead,
        ProofExceptions exceptions) {

    /** Why an environment is not fresh, most severe first. */
    public enum Cause {
        /** A thread that reads the log has failed or hangs. */
        READER_FAILED,
        /** Kafka does not answer. */
        KAFKA_UNREACHABLE,
        /** Kafka refuses or cannot authenticate this principal. */
        RIGHT_MISSING,
        /** The documents differ from the owner's at the same revision. */
        DIGEST_DIFFERS,
        /** The owner is at a revision that this edge has not applied. */
        HEARTBEATS_AHEAD,
        /** There are no heartbeats of this environment. */
        NO_HEARTBEATS,
        /** The owner is alive, but has had no contact with upstream for too long. */
        UPSTREAM_SILENT,
        /** The clock of this machine was set back. */
        CLOCK_WENT_BACK,
        /** Nothing. */
        NONE
    }

    /** The revision in the owner's newest heartbeat; 0 before the first. */
    public long ownerRevision() {
        return ahead.or(() -> heartbeat).map(Heartbeat::revision).orElse(0L);
    }
}

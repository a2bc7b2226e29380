package io.flaghoist.follower;

import io.flaghoist.schemas.record.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of how fresh an environment is here, at one moment (design.md, "Freshness"). Only
 * the owner's heartbeats prove anything, and only those whose revision is applied here.
 *
 * @param age how old what is served may be; empty when nothing proves anything
 * @param isStale older than allowed, or unproven
 * @param cause what keeps it from being fresh; {@link Cause#NONE} when nothing does
 * @param words what that is, since when, and what to check, for people; empty without a cause
 * @param since when the cause began; empty without one. Survives retries
 * @param heartbeat the newest heartbeat that counts here
 * @param ahead the newest heartbeat heard, where that does not count here yet
 * @param exceptions documents that the age does not cover
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

    /** What keeps an environment from being fresh, the gravest first. */
    public enum Cause {
        /** A thread that reads the log has failed or hangs. */
        READER_FAILED,
        /** Kafka does not answer. */
        KAFKA_UNREACHABLE,
        /** Kafka refuses this principal, or does not know who it is. */
        RIGHT_MISSING,
        /** The documents here are not those that the owner holds at the same revision. */
        DIGEST_DIFFERS,
        /** The owner is at a revision that this edge has not applied. */
        HEARTBEATS_AHEAD,
        /** Nobody proves anything of this environment. */
        NO_HEARTBEATS,
        /** The owner is there, but upstream has not been heard for too long. */
        UPSTREAM_SILENT,
        /** An ingest of a version without heartbeats says how it does. */
        INGEST_OLDER,
        /** The clock of this machine was set back. */
        CLOCK_WENT_BACK,
        /** Nothing. */
        NONE
    }

    /** The revision that the owner was last heard to hold; 0 when it was never heard. */
    public long ownerRevision() {
        return ahead.or(() -> heartbeat).map(Heartbeat::revision).orElse(0L);
    }
}

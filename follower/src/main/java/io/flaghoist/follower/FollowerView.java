package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.service.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How well a follower knows the log; for health, readiness and for the question whether a refusal
 * can be trusted.
 */
public interface FollowerView {
    /**
     * Whether every environment that the log had when this follower started was read to the end
     * that it had then. Once true it stays true. While it is false, what is absent here may exist
     * in the log.
     */
    boolean isCaughtUp();

    /** How far the first catch-up has come, for readiness. */
    Catchup startCatchup();

    /**
     * Whether what is absent here is known not to exist: Kafka answered a moment ago, the log is
     * read to its end, holds at least one environment, each of them is complete (or its owner says
     * that it never will be) and at its owner's revision, and no living ingest says that it is
     * still to publish one for the first time. Only then is an unknown SDK key a wrong one; {@link
     * Freshness#heartbeat} says of when the list of keys is.
     */
    boolean isSettled();

    /** How long ago Kafka last answered; empty when it never has since the start. */
    Optional<Duration> sinceContact();

    /**
     * How fresh an environment is here at this moment; cheap enough for every request. Unproven for
     * one that is not known here.
     */
    Freshness freshness(EnvironmentId environment);

    /**
     * What is wrong with this follower, apart from single environments: contact with Kafka, its
     * threads, clocks, snapshots, listeners.
     */
    List<Problem> problems();

    /**
     * How long ago the snapshots on disk were as they should be; empty when they never were since
     * the start, or there are none.
     */
    Optional<Duration> snapshotAge();

    /** How often a listener of the images threw; it is told again until it does not. */
    long listenerFailures();

    /** One entry per environment, sorted by its id. */
    List<OfEnvironment> environments();

    /**
     * Records that could not be read, oldest first, at most the first hundred; never forgotten
     * before a restart.
     */
    List<Quarantined> quarantined();

    /** How many records could not be read since the start. */
    long quarantinedCount();

    /**
     * One environment.
     *
     * @param complete whether it may be served: the whole environment was published at least once
     * @param caughtUp whether it was read to the very end that its log had when it was first seen
     * @param behind how many offsets this follower is behind the very end of the log: what an open
     *     transaction keeps back counts
     * @param status what ingest last said of it; empty when nothing was heard since the start
     * @param freshness how long ago this follower is known to have held everything that upstream
     *     had said; empty when that was never so since the start
     */
    record OfEnvironment(
            EnvironmentId environment,
            Position position,
            boolean complete,
            boolean caughtUp,
            long behind,
            Optional<IngestStatus.OfEnvironment> status,
            Optional<Duration> freshness) {}

    /** A record that was skipped; the value before it stays. */
    record Quarantined(String topic, int partition, long offset, String reason) {}
}

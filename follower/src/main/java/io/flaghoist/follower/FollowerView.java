package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.service.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The state of a follower, for health, readiness, and the decision whether a key can be refused.
 */
public interface FollowerView {
    /**
     * Whether every environment in the log at the start of this follower was read to its end at
     * that time. Once true it stays true. While false, absent documents may exist in the log.
     */
    boolean isCaughtUp();

    /** Progress of the first catch-up, for readiness. */
    Catchup startCatchup();

    /**
     * Whether absent documents are known not to exist: Kafka answered recently, the log is read to
     * its end and contains at least one environment, each is complete (or its owner reports that it
     * will not be) and at its owner's revision, and no living ingest is about to publish another
     * one. Only then is an unknown SDK key invalid; {@link Freshness#heartbeat} has the age of the
     * list of keys.
     */
    boolean isSettled();

    /** Time since Kafka last answered; empty if never since the start. */
    Optional<Duration> sinceContact();

    /**
     * The current freshness of an environment; cheap enough for every request. Unproven for an
     * unknown one.
     */
    Freshness freshness(EnvironmentId environment);

    /**
     * Problems of this follower as a whole: contact with Kafka, threads, clocks, snapshots,
     * listeners.
     */
    List<Problem> problems();

    /**
     * Time since the snapshots on disk were up to date; empty if never since the start, or without
     * snapshots.
     */
    Optional<Duration> snapshotAge();

    /** Number of listener failures; a failed listener is called again. */
    long listenerFailures();

    /** One entry per environment, sorted by its id. */
    List<OfEnvironment> environments();

    /** Records that could not be read, oldest first, at most the first hundred since the start. */
    List<Quarantined> quarantined();

    /** Number of records that could not be read since the start. */
    long quarantinedCount();

    /**
     * One environment.
     *
     * @param complete whether it can be served: the whole environment was published at least once
     * @param caughtUp whether it was read to the end that its log had when it was first seen
     * @param behind offsets between this follower and the end of the log, including records behind
     *     an open transaction
     * @param freshness age of the applied state compared with upstream; empty if unproven
     */
    record OfEnvironment(
            EnvironmentId environment,
            Position position,
            boolean complete,
            boolean caughtUp,
            long behind,
            Optional<Duration> freshness) {}

    /** A record that was skipped; the value before it stays. */
    record Quarantined(String topic, int partition, long offset, String reason) {}
}

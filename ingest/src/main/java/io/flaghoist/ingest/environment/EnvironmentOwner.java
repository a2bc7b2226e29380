package io.flaghoist.ingest.environment;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.Heartbeat;
import java.time.Instant;
import java.util.Optional;

/**
 * The owner of an environment, for the writer of its shard, which calls it on its own thread: be
 * quick, never block.
 */
public interface EnvironmentOwner {
    EnvironmentId environment();

    /**
     * The first heartbeat of an epoch: it announces the epoch before its first change.
     *
     * @param isAsKnown whether the log is as this process left it; else nothing is proven yet
     */
    Heartbeat announcement(LogTail tail, boolean isAsKnown);

    /**
     * The next heartbeat, of this very moment; to be sent at once or not at all.
     *
     * @param ownership of the calling writer; empty when the environment is not owned by it
     */
    Optional<Heartbeat> next(long ownership);

    /** It is committed. */
    void committed(Heartbeat heartbeat);

    /**
     * The ownership ended: nothing more can be written before the log is opened again.
     *
     * @param since when something could last be written
     */
    void lost(long ownership, String reason, Instant since);

    /**
     * The log holds a record that is not ours, or lacks one that is; its content must be seen to.
     */
    void suspicious(String why);

    /** Kafka answers again after it did not. */
    void kafkaAnswers();
}

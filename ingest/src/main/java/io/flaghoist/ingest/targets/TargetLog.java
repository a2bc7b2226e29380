package io.flaghoist.ingest.targets;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.TargetRecord;
import java.util.List;

/** The targets topics. Blocks; any thread may call, one per environment at a time. */
public interface TargetLog {
    /** Receives what a targets topic holds, in its order. */
    interface Listener {
        /**
         * A target.
         *
         * @param writtenAt when its record was written, epoch milliseconds
         */
        void saved(TargetRecord target, long writtenAt);

        void removed(String identifier);
    }

    /**
     * All that the topic holds was read.
     *
     * @param next where to go on the next time
     * @param ownership what writing needs
     */
    record Contents(long next, long ownership) {}

    /**
     * Makes this process the environment's writer and reads its targets topic, which is created
     * where it is absent.
     *
     * @param from where to go on; 0 for the beginning
     * @throws PollFailedException when what was read is incomplete: start again later
     */
    Contents read(EnvironmentId environment, long from, Listener listener)
            throws InterruptedException, PollFailedException;

    /**
     * Writes the records, few enough for one transaction, and returns once they are durable.
     *
     * @throws PollFailedException when they were not written, or that is unknown, or this process
     *     is no longer the writer
     */
    void write(EnvironmentId environment, long ownership, List<LogRecord> records)
            throws InterruptedException, PollFailedException;
}

package io.flaghoist.ingest.targets;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.TargetRecord;
import java.util.List;

/** The targets topics. Blocks; any thread may call, one per environment at a time. */
public interface TargetLog {
    /** Told of what a targets topic holds, in its order. */
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
     * Makes this process the environment's writer and reads its targets topic, which is created
     * where it is absent.
     *
     * @param from where to go on; 0 for the beginning
     */
    Read read(EnvironmentId environment, long from, Listener listener) throws InterruptedException;

    /** Writes the changes, few enough for one transaction, and returns once they are durable. */
    Written write(EnvironmentId environment, long ownership, List<TargetChange> changes)
            throws InterruptedException;

    /** What came of reading. */
    sealed interface Read {
        /**
         * All was read.
         *
         * @param next where to go on the next time
         * @param ownership what writing needs
         */
        record Done(long next, long ownership) implements Read {}

        /** What was read is incomplete: start again later. */
        record Failed(String reason) implements Read {}
    }

    /** What came of writing. */
    sealed interface Written {
        record Durable() implements Written {}

        /** It was not written, or that is unknown, or this process is no longer the writer. */
        record Failed(String reason) implements Written {}
    }
}

package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.record.Cause;
import java.util.List;
import java.util.Map;

/** Where decided changes go. Blocks; any thread may call, one per environment at a time. */
public interface FlagLog {
    /** Makes this process the environment's writer and reads the log's end. */
    Opened open(EnvironmentId environment) throws InterruptedException;

    /**
     * Appends the changes in their order, with a revision each, and returns once they are durable.
     * Many changes are cut into several transactions.
     */
    Appended append(LogTail tail, List<PlannedChange> changes, Cause cause)
            throws InterruptedException;

    /** What came of opening. */
    sealed interface Opened {
        record Owned(LogTail tail) implements Opened {}

        /** Kafka cannot be reached or did not answer; try again. */
        record Unavailable(String reason) implements Opened {}

        /** A topic is wrong, or another instance writes; trying again soon is useless. */
        record Refused(String reason) implements Opened {}
    }

    /** What came of appending. */
    sealed interface Appended {
        /**
         * The changes are in the log.
         *
         * @param refused those that Kafka does not take, and why; they are not in the log
         */
        record Durable(LogTail tail, Map<DocumentKey, String> refused) implements Appended {}

        /**
         * Kafka does not take the changes; none since the last durable transaction is in the log.
         */
        record Refused(String reason) implements Appended {}

        /** Nobody knows how it went, or this process is no longer the writer: open again. */
        record Lost(String reason) implements Appended {}
    }
}

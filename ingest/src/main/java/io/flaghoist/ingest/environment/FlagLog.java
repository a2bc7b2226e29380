package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.OrderKey;
import io.flaghoist.service.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where decided changes go. Blocks; any thread may call, one per environment at a time. */
public interface FlagLog {
    /**
     * What this process knows to be in a log that it wrote last: the truth against which the log is
     * held when it is opened again, unless another owner has written meanwhile.
     *
     * @param durable everything that was acknowledged
     * @param attempted the same after the last transaction whose outcome is unknown; {@code
     *     durable} where there is none
     * @param unwritten changes that were decided and may not have come into the log
     */
    record KnownLog(
            EnvironmentImage durable, EnvironmentImage attempted, List<PlannedChange> unwritten) {
        public KnownLog {
            unwritten = List.copyOf(unwritten);
        }

        /** Everything is in the log. */
        public static KnownLog of(EnvironmentImage image) {
            return new KnownLog(image, image, List.of());
        }

        /** The last position that this process may have written. */
        public Position last() {
            return attempted.position();
        }

        /** What the log must hold, where its history ends at {@code last}. */
        public EnvironmentImage at(Position last) {
            return last.equals(attempted.position()) ? attempted : durable;
        }
    }

    /** This process may own the environment, until {@link #release}. */
    void acquire(EnvironmentId environment);

    /**
     * Makes this process the environment's writer, reads the log's end, and announces the epoch of
     * the changes to come.
     *
     * @param owner asked for heartbeats from now on, whatever comes of this
     * @param known what this process knows to be in the log; empty when it never wrote to it
     */
    Opened open(EnvironmentOwner owner, Optional<KnownLog> known) throws InterruptedException;

    /**
     * Appends the changes in their order, with a revision each, and returns once they are durable.
     * Many changes are cut into several transactions.
     */
    Appended append(LogTail tail, List<PlannedChange> changes, Cause cause)
            throws InterruptedException;

    /**
     * Appends what a person ordered in one transaction, whatever its size, and removes the order
     * from the control topic with it.
     *
     * @param changes may be none
     * @param settled the order to be removed; empty for one that goes on standing
     */
    Appended appendOrdered(
            LogTail tail, List<PlannedChange> changes, Cause cause, Optional<OrderKey> settled)
            throws InterruptedException;

    /**
     * Gives the environment up, and its shard when this was the last environment of it here:
     * another instance can own it at once. No heartbeat of it is written after this. Takes about a
     * second at most.
     */
    void release(EnvironmentOwner owner);

    /** That the writer of an environment cannot write, and since when; any thread. */
    Optional<Problem> cannotWrite(EnvironmentOwner owner);

    /** What came of opening. */
    sealed interface Opened {
        /**
         * This process is the writer.
         *
         * @param repairs what must be written again before anything else: records of the log are
         *     foreign, unreadable, or missing
         * @param isAsKnown whether no other process has written since this process knew the log, so
         *     that what was proven of it still is
         */
        record Owned(LogTail tail, List<PlannedChange> repairs, boolean isAsKnown)
                implements Opened {}

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
         *
         * @param durable everything up to the last durable transaction
         */
        record Refused(String reason, EnvironmentImage durable) implements Appended {}

        /**
         * The outcome is unknown, or this process is no longer the writer: open again.
         *
         * @param durable everything up to the last durable transaction
         * @param attempted the same with the transaction whose outcome is unknown
         */
        record Lost(String reason, EnvironmentImage durable, EnvironmentImage attempted)
                implements Appended {}
    }
}

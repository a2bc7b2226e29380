package io.flaghoist.edge.target.store;

import io.flaghoist.schemas.EnvironmentId;
import java.util.List;

/**
 * Records of one environment with their checkpoint, written atomically.
 *
 * @param progress after the last of {@code updates}
 */
record TargetBatch(EnvironmentId environment, List<Update> updates, Checkpoint progress) {
    TargetBatch {
        updates = List.copyOf(updates);
    }

    /** One target, in log order. */
    sealed interface Update {
        String identifier();

        /**
         * The current target.
         *
         * @param timestamp timestamp of the record, epoch milliseconds
         * @param json as in the topic
         */
        @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
        record Saved(String identifier, long timestamp, byte[] json) implements Update {
            /** Redacted: identifiers and attributes are personal data. */
            @Override
            public String toString() {
                return "Saved[redacted]";
            }
        }

        /** The target was removed. */
        record Removed(String identifier) implements Update {
            /** Redacted: identifiers may be personal data. */
            @Override
            public String toString() {
                return "Removed[redacted]";
            }
        }
    }
}

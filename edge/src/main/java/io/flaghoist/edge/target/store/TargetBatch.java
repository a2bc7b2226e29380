package io.flaghoist.edge.target.store;

import io.flaghoist.schemas.EnvironmentId;
import java.util.List;

/**
 * What was read of one environment, and how far it goes: written together or not at all.
 *
 * @param progress after the last of {@code updates}
 */
record TargetBatch(EnvironmentId environment, List<Update> updates, Checkpoint progress) {
    TargetBatch {
        updates = List.copyOf(updates);
    }

    /** One target, in the order of the log. */
    sealed interface Update {
        String identifier();

        /**
         * The target as it now is.
         *
         * @param timestamp when it was told, epoch milliseconds
         * @param json as the topic holds it
         */
        @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
        record Saved(String identifier, long timestamp, byte[] json) implements Update {
            /** Redacted: identifiers and attributes are personal data. */
            @Override
            public String toString() {
                return "Saved[redacted]";
            }
        }

        /** The target is gone. */
        record Removed(String identifier) implements Update {
            /** Redacted: identifiers may be personal data. */
            @Override
            public String toString() {
                return "Removed[redacted]";
            }
        }
    }
}

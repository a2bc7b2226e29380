package io.flaghoist.ingest.targets;

import io.flaghoist.schemas.record.TargetRecord;

/** One record for a targets topic. */
public sealed interface TargetChange {
    /** New, changed, or rewritten before it expires. */
    record Saved(TargetRecord target) implements TargetChange {}

    /** Vanished from the admin service. */
    record Removed(String identifier) implements TargetChange {
        /** Redacted: identifiers may be personal data. */
        @Override
        public String toString() {
            return "Removed[redacted]";
        }
    }
}

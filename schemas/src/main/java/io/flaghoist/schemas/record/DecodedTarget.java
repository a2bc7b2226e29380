package io.flaghoist.schemas.record;

/** The result of decoding a record of a targets topic. */
public sealed interface DecodedTarget {
    /** The target as it now is. */
    record Understood(TargetRecord target) implements DecodedTarget {}

    /** A tombstone: the target is gone. */
    record Removed(String identifier) implements DecodedTarget {
        /** Redacted: identifiers may be personal data. */
        @Override
        public String toString() {
            return "Removed[redacted]";
        }
    }

    /**
     * To be quarantined: counted, logged once, skipped.
     *
     * @param reason why, without the record's content
     */
    record Unreadable(String reason) implements DecodedTarget {}
}

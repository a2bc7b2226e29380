package io.flaghoist.ingest.publish;

/** What came of one batch of records. */
sealed interface WriteOutcome {
    record Committed() implements WriteOutcome {}

    /** Not written, as far as is known. */
    sealed interface Failed extends WriteOutcome {
        String reason();
    }

    /** Kafka does not take a record of this size; nothing was written. */
    record TooLarge(String reason) implements Failed {}

    /** Kafka does not take this batch; nothing was written. */
    record Refused(String reason) implements Failed {}

    /** Unknown, or not the owner any more. */
    record Lost(String reason) implements Failed {}
}

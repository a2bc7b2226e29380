package io.flaghoist.ingest.publish;

/** What came of one batch of records. */
sealed interface WriteOutcome {
    record Committed() implements WriteOutcome {}

    /** Kafka does not take a record of this size; nothing was written. */
    record TooLarge(String reason) implements WriteOutcome {}

    /** Kafka does not take this batch; nothing was written. */
    record Refused(String reason) implements WriteOutcome {}

    /** Unknown, or not the owner any more. */
    record Lost(String reason) implements WriteOutcome {}
}

package io.flaghoist.schemas.record;

/** What came of reading a record of the control topic. */
public sealed interface DecodedOrder {
    /** An order that stands. */
    record Understood(Order order) implements DecodedOrder {}

    /** An order that was taken back, or settled. */
    record Removed(OrderKey key) implements DecodedOrder {}

    /**
     * To be quarantined: counted, told once, skipped.
     *
     * @param reason why, without the record's content
     */
    record Unreadable(String reason) implements DecodedOrder {}
}

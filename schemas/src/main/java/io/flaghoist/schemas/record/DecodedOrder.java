package io.flaghoist.schemas.record;

/** The result of decoding a record of the control topic. */
public sealed interface DecodedOrder {
    /** A valid order. */
    record Understood(Order order) implements DecodedOrder {}

    /** An order that was withdrawn or completed. */
    record Removed(OrderKey key) implements DecodedOrder {}

    /**
     * To be quarantined: counted, logged once, skipped.
     *
     * @param reason why, without the record's content
     */
    record Unreadable(String reason) implements DecodedOrder {}
}

package io.flaghoist.schemas.record;

/** What came of reading a record of the freshness topic. */
public sealed interface DecodedHeartbeat {
    /** A heartbeat. */
    record Understood(Heartbeat heartbeat) implements DecodedHeartbeat {}

    /**
     * To be quarantined: counted, told once, skipped. It proves nothing.
     *
     * @param reason why, without the record's content
     */
    record Unreadable(String reason) implements DecodedHeartbeat {}
}

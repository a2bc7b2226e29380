package io.flaghoist.schemas.record;

/** The result of decoding a record of the freshness topic. */
public sealed interface DecodedHeartbeat {
    /** A heartbeat. */
    record Understood(Heartbeat heartbeat) implements DecodedHeartbeat {}

    /**
     * To be quarantined: counted, logged once, skipped. It proves nothing.
     *
     * @param reason why, without the record's content
     */
    record Unreadable(String reason) implements DecodedHeartbeat {}
}

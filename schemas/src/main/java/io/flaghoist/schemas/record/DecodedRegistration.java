package io.flaghoist.schemas.record;

/** The result of decoding a record of the registrations topic. */
public sealed interface DecodedRegistration {
    /** A target to register. */
    record Understood(Registration registration) implements DecodedRegistration {}

    /**
     * To be quarantined: counted, logged once, skipped.
     *
     * @param reason why, without the record's content
     */
    record Unreadable(String reason) implements DecodedRegistration {}
}

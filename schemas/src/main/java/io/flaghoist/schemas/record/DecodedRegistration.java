package io.flaghoist.schemas.record;

/** What came of reading a record of the registrations topic. */
public sealed interface DecodedRegistration {
    /** A target to register. */
    record Understood(Registration registration) implements DecodedRegistration {}

    /**
     * To be quarantined: counted, told once, skipped.
     *
     * @param reason why, without the record's content
     */
    record Unreadable(String reason) implements DecodedRegistration {}
}

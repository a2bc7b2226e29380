package io.flaghoist.schemas.record;

import io.flaghoist.schemas.image.Change;

/** What came of reading a record of a config topic. */
public sealed interface Decoded {
    /** A change to replay. */
    record Understood(Change change) implements Decoded {}

    /**
     * To be quarantined: counted, told once, skipped; the value before it stays.
     *
     * @param reason why, without the record's content
     */
    record Unreadable(String reason) implements Decoded {}
}

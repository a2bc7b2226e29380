package io.flaghoist.schemas.record;

import io.flaghoist.schemas.image.Change;

/** The result of decoding a record of a config topic. */
public sealed interface Decoded {
    /** A change to replay. */
    record Understood(Change change) implements Decoded {}

    /**
     * To be quarantined: counted, logged once, skipped; the previous value stays.
     *
     * @param reason why, without the record's content
     */
    record Unreadable(String reason) implements Decoded {}
}

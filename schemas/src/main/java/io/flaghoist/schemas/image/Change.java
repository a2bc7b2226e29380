package io.flaghoist.schemas.image;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;

/** One document created, replaced or removed: the unit of the log. */
public sealed interface Change {
    DocumentKey key();

    Position position();

    /**
     * When the change was seen upstream or written, epoch milliseconds; for display and for
     * recency, never for order.
     */
    long observedAtMillis();

    /** Created or replaced; {@code document} is the whole new state. */
    record Saved(Position position, long observedAtMillis, Document document) implements Change {
        @Override
        public DocumentKey key() {
            return document.key();
        }
    }

    /**
     * Removed; on the config topic this is the tombstone.
     *
     * @param lastServed the last served version, so that a document created again gets a greater
     *     one; 0 if unknown
     */
    record Removed(Position position, long observedAtMillis, DocumentKey key, long lastServed)
            implements Change {
        /** A removal without the last served version. */
        public Removed(Position position, long observedAtMillis, DocumentKey key) {
            this(position, observedAtMillis, key, 0);
        }
    }
}

package io.flaghoist.ingest.reconcile;

import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import java.util.Optional;

/** A change that was decided but has no revision yet. */
public sealed interface PlannedChange {
    DocumentKey key();

    /** The document as the log has it; empty when it is new. */
    Optional<Document> before();

    /** The document as it is to be; empty when it is to be removed. */
    Optional<Document> after();

    /** Create or replace. */
    record Save(Optional<Document> before, Document document) implements PlannedChange {
        @Override
        public DocumentKey key() {
            return document.key();
        }

        @Override
        public Optional<Document> after() {
            return Optional.of(document);
        }
    }

    /** Remove. */
    record Remove(Document document) implements PlannedChange {
        @Override
        public DocumentKey key() {
            return document.key();
        }

        @Override
        public Optional<Document> before() {
            return Optional.of(document);
        }

        @Override
        public Optional<Document> after() {
            return Optional.empty();
        }
    }
}

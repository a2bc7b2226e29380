package io.flaghoist.ingest.upstream;

import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.schemas.document.Document;

/** One document of upstream, fetched by itself. */
public sealed interface FetchedDocument {
    record InShape(Document document) implements FetchedDocument {}

    record Refused(RefusedDocument document) implements FetchedDocument {}

    /** A segment whose two forms differ in version: it changed between the two reads. */
    record Torn() implements FetchedDocument {}
}

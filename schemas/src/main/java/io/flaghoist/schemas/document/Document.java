package io.flaghoist.schemas.document;

import io.flaghoist.schemas.json.CanonicalJson;

/** One document of an environment, as the config topic holds it. Immutable. */
public sealed interface Document
        permits ApiKeyDocument, EnvironmentDocument, FlagDocument, SegmentDocument {
    DocumentKey key();

    /** The version that SaaS gave the document; 0 where SaaS counts none. */
    long version();

    /** The record value on the config topic. */
    CanonicalJson body();

    /** Content hash of {@link #body()}: equal hashes, equal documents. */
    default String sha256() {
        return body().sha256();
    }
}

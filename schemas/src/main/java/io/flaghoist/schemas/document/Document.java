package io.flaghoist.schemas.document;

import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.shape.Refusals;
import java.util.Optional;

/** One document of an environment, a record of the config topic. Immutable. */
public sealed interface Document
        permits ApiKeyDocument, EnvironmentDocument, FlagDocument, SegmentDocument {
    DocumentKey key();

    /**
     * The version that SDKs see, in {@link #body()}. SDKs ignore a document whose version is not
     * greater than theirs, so it increases with every change of content; 0 for documents without
     * versions in SaaS.
     */
    long version();

    /** The document's version in SaaS; 0 for documents without versions. */
    long upstreamVersion();

    /** The record value on the config topic. */
    CanonicalJson body();

    /**
     * Why upstream's document cannot be served, if this is its placeholder (ADR 14); else empty.
     */
    default Optional<String> refusal() {
        return Refusals.reason(body());
    }

    /** Content hash of {@link #body()}: equal hashes, equal documents. */
    default String sha256() {
        return body().sha256();
    }

    /** Content hash of upstream's document, under upstream's version. */
    String upstreamSha256();
}

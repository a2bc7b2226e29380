package io.flaghoist.schemas.document;

import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.shape.Refusals;
import java.util.Optional;

/** One document of an environment, as the config topic holds it. Immutable. */
public sealed interface Document
        permits ApiKeyDocument, EnvironmentDocument, FlagDocument, SegmentDocument {
    DocumentKey key();

    /**
     * The version that SDKs see: the one in {@link #body()}. SDKs drop a document whose version is
     * not greater than theirs, so it grows with every change of content; 0 where SaaS counts none.
     */
    long version();

    /** The version that SaaS gave the document; 0 where SaaS counts none. */
    long upstreamVersion();

    /** The record value on the config topic. */
    CanonicalJson body();

    /**
     * Why upstream's own document cannot be served, where this one stands in for it (ADR 14); empty
     * for every other document.
     */
    default Optional<String> refusal() {
        return Refusals.reason(body());
    }

    /** Content hash of {@link #body()}: equal hashes, equal documents. */
    default String sha256() {
        return body().sha256();
    }

    /** Content hash of the document as upstream has it, under upstream's own version. */
    String upstreamSha256();
}

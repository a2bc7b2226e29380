package io.flaghoist.ingest.reconcile;

import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.document.StandIn;
import org.jspecify.annotations.Nullable;

/**
 * A document of upstream that cannot be served to every SDK. Its last good version stays in the
 * log; where there is none, a stand-in does (ADR 14), so that its dependents fail closed.
 *
 * @param identifier as far as it has one, for people; empty where it has none
 * @param reason where in the document and why, without its content
 * @param standIn what is published where no version of it is in the log; null where it has no
 *     identifier that could be a key, or is only not known yet
 */
public record RefusedDocument(
        Domain domain, String identifier, String reason, @Nullable Document standIn) {
    /** One without a stand-in. */
    public RefusedDocument(Domain domain, String identifier, String reason) {
        this(domain, identifier, reason, null);
    }

    /**
     * A refused flag.
     *
     * @param kind as upstream gave it
     */
    public static RefusedDocument flag(String identifier, String kind, String reason) {
        return new RefusedDocument(
                Domain.FLAG,
                identifier,
                reason,
                StandIn.ofFlag(identifier, kind, reason).orElse(null));
    }

    /** A refused segment. */
    public static RefusedDocument segment(String identifier, String reason) {
        return new RefusedDocument(
                Domain.SEGMENT,
                identifier,
                reason,
                StandIn.ofSegment(identifier, reason).orElse(null));
    }
}

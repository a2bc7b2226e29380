package io.flaghoist.ingest.reconcile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.document.FlagDocument;
import io.flaghoist.schemas.document.SegmentDocument;
import io.flaghoist.schemas.shape.CanonicalShape;
import io.flaghoist.schemas.shape.Identifiers;
import io.flaghoist.schemas.shape.Refusals;
import io.flaghoist.schemas.shape.Shaped;
import org.jspecify.annotations.Nullable;

/**
 * A document of upstream that cannot be served to every SDK. Its last good version stays in the
 * log; where there is none, a stand-in does (ADR 14), so that its dependents fail closed.
 *
 * @param identifier as far as it has one, for people; empty where it has none
 * @param reason where in the document and why, without its content
 * @param standIn what is published where no version of it is in the log; null where it has no
 *     identifier that could stand there, or is only not known yet
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
        Document standIn =
                switch (shaped(identifier, Refusals.flag(identifier, kind, reason))) {
                    case Shaped.Accepted(_, var version, var body, _) ->
                            new FlagDocument(identifier, version, body);
                    case null -> null;
                };
        return new RefusedDocument(Domain.FLAG, identifier, reason, standIn);
    }

    /** A refused segment. */
    public static RefusedDocument segment(String identifier, String reason) {
        Document standIn =
                switch (shaped(identifier, Refusals.segment(identifier, reason))) {
                    case Shaped.Accepted(_, var version, var body, _) ->
                            new SegmentDocument(identifier, version, body);
                    case null -> null;
                };
        return new RefusedDocument(Domain.SEGMENT, identifier, reason, standIn);
    }

    private static Shaped.@Nullable Accepted shaped(String identifier, ObjectNode standIn) {
        if (!Identifiers.isValid(identifier)) {
            return null;
        }
        Shaped shaped =
                standIn.has("feature")
                        ? CanonicalShape.flag(standIn)
                        : CanonicalShape.segment(standIn);
        return shaped instanceof Shaped.Accepted accepted ? accepted : null;
    }
}

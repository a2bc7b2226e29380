package io.flaghoist.schemas.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.shape.CanonicalShape;
import io.flaghoist.schemas.shape.Identifiers;
import io.flaghoist.schemas.shape.Refusals;
import io.flaghoist.schemas.shape.Shaped;
import java.util.Optional;

/**
 * The placeholder in the log for a document that is refused before any version of it was published
 * (ADR 14).
 */
public final class StandIn {
    private StandIn() {}

    /**
     * For a flag; empty if its identifier is invalid.
     *
     * @param kind the kind of the refused flag upstream
     */
    public static Optional<Document> ofFlag(String identifier, String kind, String reason) {
        if (!Identifiers.isValid(identifier)) {
            return Optional.empty();
        }
        return body(CanonicalShape.flag(Refusals.flag(identifier, kind, reason)))
                .map(it -> new FlagDocument(identifier, it.version(), it.body()));
    }

    /** For a segment; empty if its identifier is invalid. */
    public static Optional<Document> ofSegment(String identifier, String reason) {
        if (!Identifiers.isValid(identifier)) {
            return Optional.empty();
        }
        ObjectNode segment = Refusals.segment(identifier, reason);
        return body(CanonicalShape.segment(segment))
                .map(it -> new SegmentDocument(identifier, it.version(), it.body()));
    }

    /** For a valid document that cannot be written to the log. */
    public static Optional<Document> of(Document refused, String reason) {
        return switch (refused) {
            case FlagDocument flag ->
                    ofFlag(flag.identifier(), flag.body().tree().path("kind").asText(""), reason);
            case SegmentDocument segment -> ofSegment(segment.identifier(), reason);
            case ApiKeyDocument _, EnvironmentDocument _ -> Optional.empty();
        };
    }

    private static Optional<Shaped.Accepted> body(Shaped shaped) {
        return shaped instanceof Shaped.Accepted accepted
                ? Optional.of(accepted)
                : Optional.empty();
    }
}

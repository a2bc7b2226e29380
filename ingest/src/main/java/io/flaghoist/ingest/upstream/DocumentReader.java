package io.flaghoist.ingest.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.ingest.upstream.EnvironmentSource.Listing;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.document.FlagDocument;
import io.flaghoist.schemas.document.SegmentDocument;
import io.flaghoist.schemas.shape.CanonicalShape;
import io.flaghoist.schemas.shape.Refusals;
import io.flaghoist.schemas.shape.SegmentForms;
import io.flaghoist.schemas.shape.Shaped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sorts what upstream sent into documents and refused documents. Confined to one read. */
final class DocumentReader {
    private final List<Document> documents = new ArrayList<>();
    private final List<RefusedDocument> refused = new ArrayList<>();
    private final MendedParts mendedParts;

    DocumentReader(MendedParts mendedParts) {
        this.mendedParts = mendedParts;
    }

    List<Document> documents() {
        return documents;
    }

    List<RefusedDocument> refused() {
        return refused;
    }

    Listing listing(EnvironmentNames names, Domain domain) {
        return new Listing(names, domain, documents, refused, Set.of());
    }

    void flags(ArrayNode list) {
        list.forEach(this::flag);
    }

    void flag(JsonNode flag) {
        switch (CanonicalShape.flag(ours(flag))) {
            case Shaped.Accepted(var identifier, var version, var body, var mended) -> {
                mendedParts.look(Domain.FLAG, identifier, mended);
                documents.add(new FlagDocument(identifier, version, body));
            }
            case Shaped.Refused(var identifier, var reason) ->
                    refused.add(
                            RefusedDocument.flag(identifier, flag.path("kind").asText(""), reason));
        }
    }

    /** Only ingest may mark a document as a stand-in. */
    private static JsonNode ours(JsonNode document) {
        if (!document.has(Refusals.FIELD) || !(document instanceof ObjectNode object)) {
            return document;
        }
        ObjectNode without = object.deepCopy();
        without.remove(Refusals.FIELD);
        return without;
    }

    /**
     * Joins two lists of the same segments.
     *
     * @return the identifiers of those whose two forms do not belong together: one is missing or
     *     they differ in version, because something changed between the two reads
     */
    List<String> segments(ArrayNode plain, ArrayNode v2) {
        Map<String, ObjectNode> plainByIdentifier = new HashMap<>();
        for (JsonNode segment : plain) {
            if (segment instanceof ObjectNode object) {
                plainByIdentifier.put(identifier(object), object);
            }
        }
        var torn = new ArrayList<String>();
        for (JsonNode segment : v2) {
            if (!(segment instanceof ObjectNode object)) {
                refused.add(new RefusedDocument(Domain.SEGMENT, "", "segment: is not an object"));
                continue;
            }
            ObjectNode other = plainByIdentifier.remove(identifier(object));
            if (other != null && sameVersion(other, object)) {
                segment(other, object);
            } else {
                torn.add(identifier(object));
            }
        }
        torn.addAll(plainByIdentifier.keySet());
        return torn;
    }

    void segment(ObjectNode plain, ObjectNode v2) {
        switch (CanonicalShape.segment(ours(SegmentForms.join(Optional.of(plain), v2)))) {
            case Shaped.Accepted(var identifier, var version, var body, var mended) -> {
                mendedParts.look(Domain.SEGMENT, identifier, mended);
                documents.add(new SegmentDocument(identifier, version, body));
            }
            case Shaped.Refused(var identifier, var reason) ->
                    refused.add(RefusedDocument.segment(identifier, reason));
        }
    }

    static boolean sameVersion(ObjectNode plain, ObjectNode v2) {
        return plain.path("version").equals(v2.path("version"));
    }

    private static String identifier(ObjectNode segment) {
        return segment.path("identifier").asText("");
    }
}

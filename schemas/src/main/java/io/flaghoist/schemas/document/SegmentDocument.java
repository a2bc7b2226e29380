package io.flaghoist.schemas.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.CanonicalJson;

/**
 * A target group.
 *
 * @param body the Segment in canonical shape, with both forms of its rules
 * @param withRules what SDKs get: without {@code servingRules}
 * @param withServingRules what SDKs get that ask for {@code rules=v2}: without {@code rules}
 */
public record SegmentDocument(
        DocumentKey.OfSegment key,
        long version,
        CanonicalJson body,
        CanonicalJson withRules,
        CanonicalJson withServingRules)
        implements Document {
    public SegmentDocument(String identifier, long version, CanonicalJson body) {
        this(
                new DocumentKey.OfSegment(identifier),
                version,
                body,
                without("servingRules", body),
                without("rules", body));
    }

    public String identifier() {
        return key.identifier();
    }

    private static CanonicalJson without(String field, CanonicalJson body) {
        ObjectNode tree = body.tree();
        tree.remove(field);
        return CanonicalJson.of(tree);
    }
}

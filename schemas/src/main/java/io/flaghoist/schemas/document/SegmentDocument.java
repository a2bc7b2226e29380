package io.flaghoist.schemas.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.CanonicalJson;

/**
 * A target group.
 *
 * @param body the Segment in canonical shape, with both forms of its rules
 * @param upstreamSha256 content hash of the body under upstream's version
 * @param withRules the default response: without {@code servingRules}
 * @param withServingRules the response for {@code rules=v2}: without {@code rules}
 */
public record SegmentDocument(
        DocumentKey.OfSegment key,
        long version,
        long upstreamVersion,
        CanonicalJson body,
        String upstreamSha256,
        CanonicalJson withRules,
        CanonicalJson withServingRules)
        implements Document {
    /** A target group that is served under upstream's version. */
    public SegmentDocument(String identifier, long version, CanonicalJson body) {
        this(new DocumentKey.OfSegment(identifier), version, version, body, body.sha256());
    }

    private SegmentDocument(
            DocumentKey.OfSegment key,
            long version,
            long upstreamVersion,
            CanonicalJson body,
            String upstreamSha256) {
        this(
                key,
                version,
                upstreamVersion,
                body,
                upstreamSha256,
                without("servingRules", body),
                without("rules", body));
    }

    public String identifier() {
        return key.identifier();
    }

    /** This target group with another served version; upstream's version is kept. */
    public SegmentDocument servedAs(long servedVersion) {
        return servedVersion == version
                ? this
                : new SegmentDocument(
                        key,
                        servedVersion,
                        upstreamVersion,
                        ServedVersion.in(body, servedVersion),
                        upstreamSha256);
    }

    /** A target group read back from the log, where {@code body} has the served version. */
    static SegmentDocument ofLog(
            String identifier, long version, long upstreamVersion, CanonicalJson body) {
        return new SegmentDocument(
                new DocumentKey.OfSegment(identifier),
                version,
                upstreamVersion,
                body,
                ServedVersion.sha256(body, version, upstreamVersion));
    }

    private static CanonicalJson without(String field, CanonicalJson body) {
        ObjectNode tree = body.tree();
        tree.remove(field);
        return CanonicalJson.of(tree);
    }
}

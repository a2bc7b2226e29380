package io.flaghoist.schemas.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.CanonicalJson;
import java.util.OptionalLong;

/**
 * The version under which a flag or segment is served. SDKs ignore a document whose version is not
 * greater than theirs, so a document that is created again, repaired or pinned needs a greater
 * version.
 */
public final class ServedVersion {
    private static final String FIELD = "version";

    private ServedVersion() {}

    /**
     * The document to write to the log.
     *
     * @param upstream upstream's document, under its own version
     * @param lastServed the last served version of this key; empty if never or unknown
     */
    public static Document of(Document upstream, OptionalLong lastServed) {
        long version =
                lastServed.isPresent()
                        ? Math.max(upstream.upstreamVersion(), lastServed.getAsLong() + 1)
                        : upstream.upstreamVersion();
        return switch (upstream) {
            case FlagDocument flag -> flag.servedAs(version);
            case SegmentDocument segment -> segment.servedAs(version);
            case ApiKeyDocument key -> key;
            case EnvironmentDocument environment -> environment;
        };
    }

    /** {@code body} with another version, fields in the same order. */
    static CanonicalJson in(CanonicalJson body, long version) {
        ObjectNode tree = body.tree();
        tree.put(FIELD, version);
        return CanonicalJson.of(tree);
    }

    /** Content hash of {@code body}, which has {@code version}, under {@code other}. */
    static String sha256(CanonicalJson body, long version, long other) {
        return (version == other ? body : in(body, other)).sha256();
    }
}

package io.flaghoist.schemas.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.CanonicalJson;
import java.util.OptionalLong;

/**
 * The version under which a flag or segment is served. SDKs drop a document whose version is not
 * greater than the one that they hold, so a document that is created anew, repaired or pinned must
 * be served under a version that is.
 */
public final class ServedVersion {
    private static final String FIELD = "version";

    private ServedVersion() {}

    /**
     * The document as it is to be written to the log.
     *
     * @param upstream what upstream says, under its own version
     * @param lastServed the version under which this key was last served; empty when it never was,
     *     or nobody knows
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

    /** {@code body} with another version in it, in the same order of fields. */
    static CanonicalJson in(CanonicalJson body, long version) {
        ObjectNode tree = body.tree();
        tree.put(FIELD, version);
        return CanonicalJson.of(tree);
    }
}

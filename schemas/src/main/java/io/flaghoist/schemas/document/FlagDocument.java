package io.flaghoist.schemas.document;

import io.flaghoist.schemas.json.CanonicalJson;

/**
 * A flag's configuration.
 *
 * @param body the FeatureConfig in canonical shape, which is also what SDKs get
 * @param upstreamSha256 content hash of the body under upstream's version
 */
public record FlagDocument(
        DocumentKey.OfFlag key,
        long version,
        long upstreamVersion,
        CanonicalJson body,
        String upstreamSha256)
        implements Document {
    /** A flag that is served under upstream's version. */
    public FlagDocument(String identifier, long version, CanonicalJson body) {
        this(new DocumentKey.OfFlag(identifier), version, version, body, body.sha256());
    }

    public String identifier() {
        return key.identifier();
    }

    /** This flag with another served version; upstream's version is kept. */
    public FlagDocument servedAs(long servedVersion) {
        if (servedVersion == version) {
            return this;
        }
        CanonicalJson served = ServedVersion.in(body, servedVersion);
        return new FlagDocument(key, servedVersion, upstreamVersion, served, upstreamSha256);
    }

    /** A flag read back from the log, where {@code body} has the served version. */
    static FlagDocument ofLog(
            String identifier, long version, long upstreamVersion, CanonicalJson body) {
        return new FlagDocument(
                new DocumentKey.OfFlag(identifier),
                version,
                upstreamVersion,
                body,
                ServedVersion.sha256(body, version, upstreamVersion));
    }
}

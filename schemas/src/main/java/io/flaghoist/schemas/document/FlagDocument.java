package io.flaghoist.schemas.document;

import io.flaghoist.schemas.json.CanonicalJson;

/**
 * A flag's configuration.
 *
 * @param body the FeatureConfig in canonical shape, which is also what SDKs get
 */
public record FlagDocument(DocumentKey.OfFlag key, long version, CanonicalJson body)
        implements Document {
    public FlagDocument(String identifier, long version, CanonicalJson body) {
        this(new DocumentKey.OfFlag(identifier), version, body);
    }

    public String identifier() {
        return key.identifier();
    }
}

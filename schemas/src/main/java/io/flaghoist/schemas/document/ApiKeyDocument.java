package io.flaghoist.schemas.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.json.Json;

/**
 * An SDK key of the environment, known only by its hash.
 *
 * @param type the kind of SDKs that the key is for
 */
public record ApiKeyDocument(DocumentKey.OfApiKey key, KeyType type, CanonicalJson body)
        implements Document {

    /**
     * The document of one key.
     *
     * @param identifier the key's identifier in Harness, empty if unknown; never the key itself
     * @param name the key's name in Harness, empty if unknown
     */
    public static ApiKeyDocument of(
            HashedApiKey hash, KeyType type, String identifier, String name) {
        ObjectNode body = Json.object();
        body.put("hash", hash.value());
        body.put("type", type.word());
        body.put("identifier", identifier);
        body.put("name", name);
        return new ApiKeyDocument(new DocumentKey.OfApiKey(hash), type, CanonicalJson.of(body));
    }

    public HashedApiKey hash() {
        return key.hash();
    }

    @Override
    public long version() {
        return 0;
    }

    @Override
    public long upstreamVersion() {
        return 0;
    }

    @Override
    public String upstreamSha256() {
        return sha256();
    }
}

package io.flaghoist.schemas.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.json.Json;

/**
 * The environment's own record: the names in tokens. It is written last when an environment is
 * first published, so an image that contains it is complete.
 */
public record EnvironmentDocument(EnvironmentNames names, CanonicalJson body) implements Document {

    public static EnvironmentDocument of(EnvironmentNames names) {
        ObjectNode body = Json.object().put("environment", names.environment().value());
        names.writeTo(body);
        return new EnvironmentDocument(names, CanonicalJson.of(body));
    }

    static EnvironmentDocument read(ObjectNode tree) {
        return of(
                EnvironmentNames.read(
                        new EnvironmentId(tree.path("environment").asText("")), tree));
    }

    public EnvironmentId environment() {
        return names.environment();
    }

    @Override
    public DocumentKey key() {
        return new DocumentKey.OfEnvironment();
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

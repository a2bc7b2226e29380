package io.flaghoist.schemas.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.json.Json;

/**
 * The environment's own record: the names that tokens carry. It is written last when an environment
 * is first published, so whoever holds it holds a complete environment.
 */
public record EnvironmentDocument(EnvironmentNames names, CanonicalJson body) implements Document {

    public static EnvironmentDocument of(EnvironmentNames names) {
        ObjectNode body = Json.object();
        body.put("environment", names.environment().value());
        body.put("environmentIdentifier", names.environmentIdentifier());
        body.put("project", names.project());
        body.put("projectIdentifier", names.projectIdentifier());
        body.put("organization", names.organization());
        body.put("organizationIdentifier", names.organizationIdentifier());
        body.put("accountID", names.accountId());
        body.put("clusterIdentifier", names.clusterIdentifier());
        return new EnvironmentDocument(names, CanonicalJson.of(body));
    }

    static EnvironmentDocument read(ObjectNode tree) {
        return of(
                new EnvironmentNames(
                        new EnvironmentId(tree.path("environment").asText("")),
                        tree.path("environmentIdentifier").asText(""),
                        tree.path("project").asText(""),
                        tree.path("projectIdentifier").asText(""),
                        tree.path("organization").asText(""),
                        tree.path("organizationIdentifier").asText(""),
                        tree.path("accountID").asText(""),
                        tree.path("clusterIdentifier").asText("")));
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

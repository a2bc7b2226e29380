package io.flaghoist.schemas.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.EnvironmentId;

/**
 * The names of an environment in SaaS: the claims of a token (relay-protocol.md, B.3). Empty if
 * unknown.
 *
 * @param environmentIdentifier for instance {@code prod}; the UUID if unknown
 * @param project the project's UUID
 * @param organization the organization's UUID
 * @param clusterIdentifier {@code "1"} if unknown
 */
public record EnvironmentNames(
        EnvironmentId environment,
        String environmentIdentifier,
        String project,
        String projectIdentifier,
        String organization,
        String organizationIdentifier,
        String accountId,
        String clusterIdentifier) {

    public EnvironmentNames {
        environmentIdentifier =
                environmentIdentifier.isEmpty() ? environment.value() : environmentIdentifier;
        clusterIdentifier = clusterIdentifier.isEmpty() ? "1" : clusterIdentifier;
    }

    /** The names of an environment with only a known UUID. */
    public static EnvironmentNames unknown(EnvironmentId environment) {
        return new EnvironmentNames(environment, "", "", "", "", "", "", "");
    }

    /** Adds all names but the UUID to {@code tree}. */
    public void writeTo(ObjectNode tree) {
        tree.put("environmentIdentifier", environmentIdentifier);
        tree.put("project", project);
        tree.put("projectIdentifier", projectIdentifier);
        tree.put("organization", organization);
        tree.put("organizationIdentifier", organizationIdentifier);
        tree.put("accountID", accountId);
        tree.put("clusterIdentifier", clusterIdentifier);
    }

    /** Reads what {@link #writeTo} has written. */
    public static EnvironmentNames read(EnvironmentId environment, JsonNode tree) {
        return new EnvironmentNames(
                environment,
                tree.path("environmentIdentifier").asText(""),
                tree.path("project").asText(""),
                tree.path("projectIdentifier").asText(""),
                tree.path("organization").asText(""),
                tree.path("organizationIdentifier").asText(""),
                tree.path("accountID").asText(""),
                tree.path("clusterIdentifier").asText(""));
    }
}

package io.flaghoist.schemas.document;

import io.flaghoist.schemas.EnvironmentId;

/**
 * What SaaS calls an environment: the claims of a token (relay-protocol.md, B.3). Texts are empty
 * where unknown.
 *
 * @param environmentIdentifier for instance {@code prod}; the UUID where unknown
 * @param project the project's UUID
 * @param organization the organization's UUID
 * @param clusterIdentifier {@code "1"} where unknown
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

    /** The names of an environment of which only the UUID is known. */
    public static EnvironmentNames unknown(EnvironmentId environment) {
        return new EnvironmentNames(environment, "", "", "", "", "", "", "");
    }
}

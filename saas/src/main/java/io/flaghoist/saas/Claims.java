package io.flaghoist.saas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.json.JsonZone;
import java.util.Base64;
import java.util.Optional;

/** Reads the claims of a token of SaaS (relay-protocol.md, B.3), unverified: SaaS has the key. */
public final class Claims {
    private Claims() {}

    /** The names in {@code token}; empty when it is no token or names no environment. */
    public static Optional<EnvironmentNames> names(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return names(JsonZone.UPSTREAM.read(Base64.getUrlDecoder().decode(parts[1])));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<EnvironmentNames> names(JsonNode claims) {
        String environment = text(claims, "environment");
        if (!EnvironmentId.isValid(environment)) {
            return Optional.empty();
        }
        return Optional.of(
                new EnvironmentNames(
                        new EnvironmentId(environment),
                        text(claims, "environmentIdentifier"),
                        text(claims, "project"),
                        text(claims, "projectIdentifier"),
                        text(claims, "organization"),
                        text(claims, "organizationIdentifier"),
                        text(claims, "accountID"),
                        text(claims, "clusterIdentifier")));
    }

    private static String text(JsonNode claims, String name) {
        return claims.path(name).asText("");
    }
}

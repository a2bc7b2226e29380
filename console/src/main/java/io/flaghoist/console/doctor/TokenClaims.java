package io.flaghoist.console.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.saas.Secret;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.json.JsonZone;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What an answer to an authentication holds, unverified.
 *
 * @param environment its UUID
 * @param environmentName as people call it
 * @param project as people call it
 * @param cluster what goes into every further request
 */
record TokenClaims(
        Secret bearer, String environment, String environmentName, String project, String cluster) {

    /** Empty when {@code body} is no answer with a token that names an environment. */
    static Optional<TokenClaims> of(byte[] body) {
        try {
            String token = JsonZone.UPSTREAM.read(body).path("authToken").asText("");
            String[] parts = token.split("\\.", -1);
            if (parts.length != 3) {
                return Optional.empty();
            }
            JsonNode claims = JsonZone.UPSTREAM.read(Base64.getUrlDecoder().decode(parts[1]));
            String environment = claims.path("environment").asText("");
            return environment.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new TokenClaims(
                                    new Secret(token),
                                    environment,
                                    claims.path("environmentIdentifier").asText(""),
                                    claims.path("projectIdentifier").asText(""),
                                    claims.path("clusterIdentifier").asText("1")));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The body that asks for a token with {@code key}; it registers no target. */
    static String request(Secret key) {
        var body = Json.object();
        body.put("apiKey", key.value());
        body.putObject("target").put("identifier", "").put("name", "");
        return new String(Json.write(body), StandardCharsets.UTF_8);
    }
}

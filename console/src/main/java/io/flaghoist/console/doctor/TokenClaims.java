package io.flaghoist.console.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.saas.Secret;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.json.JsonZone;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The token of an answer to an authentication, unverified.
 *
 * @param environment its UUID
 * @param environmentName its identifier
 * @param project its identifier
 * @param cluster a parameter of every further request
 */
record TokenClaims(
        Secret bearer, String environment, String environmentName, String project, String cluster) {

    /** Empty when {@code body} holds no token that names an environment. */
    static Optional<TokenClaims> of(JsonNode body) {
        String token = body.path("authToken").asText("");
        String[] parts = token.split("\\.", -1);
        try {
            JsonNode claims =
                    JsonZone.UPSTREAM.read(
                            Base64.getUrlDecoder().decode(parts.length == 3 ? parts[1] : ""));
            return Optional.of(
                            new TokenClaims(
                                    new Secret(token),
                                    claims.path("environment").asText(""),
                                    claims.path("environmentIdentifier").asText(""),
                                    claims.path("projectIdentifier").asText(""),
                                    claims.path("clusterIdentifier").asText("1")))
                    .filter(it -> !it.environment.isEmpty());
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The body that asks for a token with {@code key}. */
    static String request(Secret key) {
        var body = Json.object().put("apiKey", key.value());
        body.putObject("target").put("identifier", "").put("name", "");
        return new String(Json.write(body), StandardCharsets.UTF_8);
    }

    /** A GET that carries the token. */
    HttpRequest.Builder get(URI base, String path) {
        return HttpProbe.get(base, path).header("Authorization", "Bearer " + bearer.value());
    }
}

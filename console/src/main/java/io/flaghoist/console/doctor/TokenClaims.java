package io.flaghoist.console.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.saas.Claims;
import io.flaghoist.saas.Secret;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The token of an answer to an authentication, unverified, and the names in it. */
record TokenClaims(Secret bearer, EnvironmentNames names) {

    /** Empty when {@code body} holds no token that names an environment. */
    static Optional<TokenClaims> of(JsonNode body) {
        String token = body.path("authToken").asText("");
        return Claims.names(token).map(names -> new TokenClaims(new Secret(token), names));
    }

    /** The environment's UUID. */
    String environment() {
        return names.environment().value();
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

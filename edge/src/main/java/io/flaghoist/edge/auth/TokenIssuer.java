package io.flaghoist.edge.auth;

import io.flaghoist.edge.target.TargetClaim;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.json.AsciiJson;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.io.AbstractSerializer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Signs tokens with the full claim set of Harness SaaS (relay-protocol.md, B.3). They never expire:
 * SDKs do not renew them, and removing a key revokes them immediately. Thread-safe.
 */
final class TokenIssuer {
    /** Maximum size of claims, in bytes: larger tokens exceed limits of SDKs and proxies. */
    private static final int MAX_CLAIMS = 3 * 1024;

    private final SigningKey key;
    private final InstantSource clock;

    TokenIssuer(SigningKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /** A token for the key. */
    String issue(ApiKeyDocument apiKey, EnvironmentNames names) {
        return sign(AsciiJson.write(claims(apiKey, names)));
    }

    /**
     * A token with a target.
     *
     * @param target in the form of {@link TargetClaim}
     * @return empty if the claims become too large
     */
    Optional<String> issue(ApiKeyDocument apiKey, EnvironmentNames names, String target) {
        Map<String, Object> claims = claims(apiKey, names);
        claims.put(TargetClaim.NAME, target);
        String json = AsciiJson.write(claims);
        return json.length() > MAX_CLAIMS ? Optional.empty() : Optional.of(sign(json));
    }

    private Map<String, Object> claims(ApiKeyDocument apiKey, EnvironmentNames names) {
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("environment", names.environment().value());
        claims.put("environmentIdentifier", names.environmentIdentifier());
        claims.put("project", names.project());
        claims.put("projectIdentifier", names.projectIdentifier());
        claims.put("accountID", names.accountId());
        claims.put("organization", names.organization());
        claims.put("organizationIdentifier", names.organizationIdentifier());
        claims.put("clusterIdentifier", names.clusterIdentifier());
        claims.put("key_type", apiKey.type().word());
        claims.put("apiKey", apiKey.hash().value());
        claims.put("iat", now);
        claims.put("nbf", now);
        return claims;
    }

    private String sign(String claims) {
        return Jwts.builder()
                .json(new AsciiSerializer())
                .header()
                .type("JWT")
                .keyId(key.id())
                .and()
                .content(claims.getBytes(StandardCharsets.US_ASCII))
                .signWith(key.secret(), Jwts.SIG.HS256)
                .compact();
    }

    private static final class AsciiSerializer extends AbstractSerializer<Map<String, ?>> {
        @Override
        protected void doSerialize(Map<String, ?> object, OutputStream out) throws IOException {
            out.write(AsciiJson.write(object).getBytes(StandardCharsets.US_ASCII));
        }
    }
}

package io.flaghoist.edge.auth;

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

/**
 * Signs tokens with the full claim set of Harness SaaS (relay-protocol.md, B.3). They never expire:
 * no SDK renews one, and a removed key ends them at once anyway. Thread-safe.
 */
final class TokenIssuer {
    private final SigningKey key;
    private final InstantSource clock;

    TokenIssuer(SigningKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    String issue(ApiKeyDocument apiKey, EnvironmentNames names) {
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
        return Jwts.builder()
                .json(new AsciiSerializer())
                .header()
                .type("JWT")
                .keyId(key.id())
                .and()
                .claims(claims)
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

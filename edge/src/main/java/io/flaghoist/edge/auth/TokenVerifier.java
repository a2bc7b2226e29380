package io.flaghoist.edge.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.edge.target.TargetClaim;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.json.JsonFlaw;
import io.flaghoist.schemas.json.JsonZone;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.io.AbstractDeserializer;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens: only HS256 with one of the configured secrets. The header may hold {@code alg},
 * {@code typ} and {@code kid}; tokens with other fields (keys, compression, critical extensions)
 * are refused before any cryptography. Thread-safe.
 */
final class TokenVerifier {
    /** Our longest token has about 4,500 characters: see {@link TokenIssuer}. */
    static final int MAX_LENGTH = 8192;

    /** Maximum difference between the clocks of two edges. */
    private static final long CLOCK_SKEW_SECONDS = 300;

    private static final Set<String> HEADER_NAMES = Set.of("alg", "typ", "kid");

    /** Prefix of the hash in tokens of ff-proxy, which may share the secret. */
    private static final String FF_PROXY_KEY_START = "auth-key-";

    private record Candidate(String id, JwtParser parser) {}

    private final List<Candidate> candidates;
    private final Consumer<JsonFlaw> refused;

    /**
     * @param refused receives the flaw of invalid JSON
     */
    TokenVerifier(List<SigningKey> keys, InstantSource clock, Consumer<JsonFlaw> refused) {
        this.refused = refused;
        this.candidates =
                keys.stream().map(key -> new Candidate(key.id(), parser(key, clock))).toList();
    }

    private JwtParser parser(SigningKey key, InstantSource clock) {
        return Jwts.parser()
                .json(new StrictDeserializer(refused))
                .clock(() -> Date.from(clock.instant()))
                .clockSkewSeconds(CLOCK_SKEW_SECONDS)
                .sig()
                .clear()
                .add(Jwts.SIG.HS256)
                .and()
                .zip()
                .clear()
                .and()
                .verifyWith(key.secret())
                .build();
    }

    /** The verified content; empty for any invalid token. */
    Optional<VerifiedToken> verify(String token) {
        return header(token)
                .flatMap(header -> {
                    JsonNode kid = header.get("kid");
                    return candidates.stream()
                            .filter(candidate -> kid == null || candidate.id().equals(kid.asText()))
                            .flatMap(candidate -> verify(candidate, token).stream())
                            .findFirst();
                });
    }

    private static Optional<VerifiedToken> verify(Candidate candidate, String token) {
        try {
            return claims(candidate.parser().parseSignedClaims(token).getPayload());
        } catch (JwtException | IllegalArgumentException e) {
            return Optional.empty(); // the reason is not reported
        }
    }

    private Optional<ObjectNode> header(String token) {
        int first = token.indexOf('.');
        int last = token.lastIndexOf('.');
        if (first < 0 || last == first || token.indexOf('.', first + 1) != last) {
            return Optional.empty();
        }
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            if (!isCanonical(token.substring(last + 1))) {
                return Optional.empty();
            }
            byte[] json = Base64.getUrlDecoder().decode(token.substring(0, first));
            return JsonZone.UNTRUSTED.read(json) instanceof ObjectNode header
                            && isAcceptable(header)
                    ? Optional.of(header)
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            refused.accept(JsonFlaw.of(e));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not base64
        }
    }

    /**
     * A signature has only one encoding: padding or extra bits would make several tokens from one.
     */
    private static boolean isCanonical(String base64) {
        byte[] bytes = Base64.getUrlDecoder().decode(base64);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(base64);
    }

    private static boolean isAcceptable(ObjectNode header) {
        JsonNode type = header.get("typ");
        JsonNode kid = header.get("kid");
        return header.path("alg").isTextual()
                && header.path("alg").textValue().equals("HS256")
                && (type == null || "JWT".equals(type.textValue()))
                && (kid == null || kid.isTextual())
                && header.propertyStream().allMatch(field -> HEADER_NAMES.contains(field.getKey()));
    }

    private static Optional<VerifiedToken> claims(Claims claims) {
        String environment = text(claims.get("environment"));
        String apiKey = text(claims.get("apiKey"));
        if (environment == null || apiKey == null) {
            return Optional.empty();
        }
        String hash =
                apiKey.startsWith(FF_PROXY_KEY_START)
                        ? apiKey.substring(FF_PROXY_KEY_START.length())
                        : apiKey;
        if (!EnvironmentId.isValid(environment) || !HashedApiKey.isValid(hash)) {
            return Optional.empty();
        }
        String target = text(claims.get(TargetClaim.NAME));
        return Optional.of(
                new VerifiedToken(
                        new EnvironmentId(environment),
                        new HashedApiKey(hash),
                        target == null ? null : TargetClaim.read(target)));
    }

    private static @Nullable String text(@Nullable Object claim) {
        return claim instanceof String text ? text : null;
    }

    /** Refuses duplicate names, deep nesting and long strings, which jjwt accepts. */
    private static final class StrictDeserializer extends AbstractDeserializer<Map<String, ?>> {
        private final Consumer<JsonFlaw> refused;

        StrictDeserializer(Consumer<JsonFlaw> refused) {
            this.refused = refused;
        }

        @Override
        protected Map<String, ?> doDeserialize(Reader reader) throws IOException {
            var text = new StringWriter();
            reader.transferTo(text);
            if (!(read(text.toString()) instanceof ObjectNode object)) {
                throw new IOException("not a JSON object");
            }
            var map = new HashMap<String, Object>();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                map.put(field.getKey(), Json.bind(field.getValue(), Object.class));
            }
            return map;
        }

        private JsonNode read(String text) throws JsonProcessingException {
            try {
                return JsonZone.UNTRUSTED.read(text);
            } catch (JsonProcessingException e) {
                refused.accept(JsonFlaw.of(e));
                throw e;
            }
        }
    }
}

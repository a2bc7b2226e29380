package io.flaghoist.simulator.saas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.simulator.routing.Caller;
import io.flaghoist.simulator.state.Document;
import io.flaghoist.simulator.state.EnvironmentNames;
import io.flaghoist.simulator.state.Json;
import io.flaghoist.simulator.state.RefusedException;
import io.flaghoist.simulator.state.SaasState;
import io.flaghoist.simulator.state.SdkKeys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The JWTs of the client service: HS256 with the claims of SaaS. The key that a token was issued
 * for rides along as {@code sub} (its SHA-256), so that revoking the key revokes the token.
 * Thread-safe.
 */
public final class Tokens {
    private static final String CLUSTER = "2";
    private static final String HEADER =
            encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII));

    private final SecretKeySpec secret;
    private final SaasState state;
    private final Clock clock;

    /**
     * Signs with {@code secret} from now on.
     *
     * @param secret at least 32 random bytes
     */
    public Tokens(byte[] secret, SaasState state, Clock clock) {
        this.secret = new SecretKeySpec(secret, "HmacSHA256");
        this.state = state;
        this.clock = clock;
    }

    String issue(EnvironmentNames names, Document key) {
        var claims =
                Json.object()
                        .put("environment", names.id())
                        .put("environmentIdentifier", names.environmentIdentifier())
                        .put("project", names.projectId())
                        .put("projectIdentifier", names.projectIdentifier())
                        .put("accountID", names.accountIdentifier())
                        .put("organization", names.organizationId())
                        .put("organizationIdentifier", names.orgIdentifier())
                        .put("clusterIdentifier", CLUSTER)
                        .put("key_type", key.text("type").equals("client") ? "Client" : "Server")
                        .put("sub", key.text("sha256"))
                        .put("iat", clock.instant().getEpochSecond());
        return sign(claims);
    }

    /** The token of a proxy key. */
    String issueForProxy(String sha256) {
        var environments = state.environments();
        var account =
                environments.isEmpty() ? "" : environments.getFirst().names().accountIdentifier();
        var claims =
                Json.object()
                        .put("account", account)
                        .put("cluster_identifier", CLUSTER)
                        .put("sub", sha256)
                        .put("iat", clock.instant().getEpochSecond());
        var ids = claims.putArray("environments");
        environments.forEach(it -> ids.add(it.names().id()));
        return sign(claims);
    }

    private String sign(ObjectNode claims) {
        var signed = HEADER + '.' + encode(Json.asciiBytes(claims));
        return signed + '.' + signature(signed);
    }

    /** Who {@code token} speaks for; empty unless it is ours and its key still works. */
    public Optional<Caller> verify(String token) {
        var dot = token.lastIndexOf('.');
        if (dot < 0 || !token.startsWith(HEADER + '.') || dot <= HEADER.length()) {
            return Optional.empty();
        }
        var expected = signature(token.substring(0, dot)).getBytes(StandardCharsets.US_ASCII);
        var given = token.substring(dot + 1).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, given)) {
            return Optional.empty();
        }
        return caller(token.substring(HEADER.length() + 1, dot));
    }

    private Optional<Caller> caller(String payload) {
        JsonNode claims;
        try {
            claims = Json.parse(Base64.getUrlDecoder().decode(payload), "claims");
        } catch (RefusedException | IllegalArgumentException e) {
            throw new IllegalStateException("we signed claims that nobody can read", e);
        }
        var key = claims.path("sub").asText();
        if (!claims.has("environment")) {
            return Optional.of(key).filter(state::isProxyKey).map(Caller.Proxy::new);
        }
        var environment = claims.path("environment").asText();
        return state.keys()
                .find(key)
                .map(SdkKeys.Owner::environment)
                .filter(environment::equals)
                .map(it -> new Caller.Sdk(it, key));
    }

    private String signature(String signed) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            return encode(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

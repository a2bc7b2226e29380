package io.flaghoist.edge.auth;

import io.flaghoist.edge.target.TargetClaim;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.document.KeyType;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.wire.AuthResponse;
import io.flaghoist.schemas.wire.Target;
import org.jspecify.annotations.Nullable;

/**
 * A live SDK key and its environment. Replaced when the record of the key or the environment
 * changes. Thread-safe.
 */
public final class Grant {
    private final EnvironmentId environment;
    private final ApiKeyDocument apiKey;
    private final @Nullable EnvironmentDocument identity;
    private final TokenIssuer issuer;
    private final Verdict.Granted withoutTarget = new Verdict.Granted(this, null);
    private volatile byte @Nullable [] authResponse;

    Grant(
            EnvironmentId environment,
            ApiKeyDocument apiKey,
            @Nullable EnvironmentDocument identity,
            TokenIssuer issuer) {
        this.environment = environment;
        this.apiKey = apiKey;
        this.identity = identity;
        this.issuer = issuer;
    }

    public EnvironmentId environment() {
        return environment;
    }

    public KeyType keyType() {
        return apiKey.type();
    }

    public HashedApiKey apiKey() {
        return apiKey.hash();
    }

    /** The verdict for a credential without a target. */
    Verdict.Granted withoutTarget() {
        return withoutTarget;
    }

    /**
     * The body of a successful auth, the same for all clients with this key; null while the
     * environment is incomplete, because its names are in the token. Must not be modified.
     */
    public byte @Nullable [] authResponse() {
        byte[] present = authResponse;
        if (present == null && identity != null) {
            // Two threads may both sign; the tokens differ at most by their time of issue.
            present = Json.write(new AuthResponse(issuer.issue(apiKey, identity.names())));
            authResponse = present;
        }
        return present;
    }

    /**
     * The body of a successful auth.
     *
     * @param carriesTarget whether the token contains the target
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    public record AuthResult(byte[] json, boolean carriesTarget) {}

    /**
     * The body of a successful auth for {@code target}; the token contains the target unless it is
     * too large. Null while the environment is incomplete.
     */
    public @Nullable AuthResult authResponse(Target target) {
        byte[] without = authResponse();
        if (without == null || identity == null) {
            return null;
        }
        return TargetClaim.write(target)
                .flatMap(claim -> issuer.issue(apiKey, identity.names(), claim))
                .map(token -> new AuthResult(Json.write(new AuthResponse(token)), true))
                .orElseGet(() -> new AuthResult(without, false));
    }
}

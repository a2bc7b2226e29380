package io.flaghoist.edge.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flaghoist.edge.AuthSettings;
import io.flaghoist.edge.metrics.JsonMeters;
import io.flaghoist.follower.ImageListener;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks credentials. A token's signature is verified once and cached; its key is looked up at
 * every request. Thread-safe, never blocks.
 */
public final class Authentication {
    private static final String SCHEME = "Bearer ";

    /** Longer than any key. */
    private static final int MAX_KEY_LENGTH = 256;

    private final TokenVerifier verifier;
    private final LiveKeys keys;
    private final Predicate<EnvironmentId> isRetired;
    private final Cache<String, VerifiedToken> verified;

    /**
     * @param isRetired whether an environment is retired, and its keys with it
     * @param meters count tokens with invalid JSON
     */
    public Authentication(
            AuthSettings settings,
            InstantSource clock,
            Predicate<EnvironmentId> isRetired,
            JsonMeters meters) {
        SigningKey current = SigningKey.of(settings.secret());
        this.verifier =
                new TokenVerifier(
                        Stream.concat(
                                        Stream.of(current),
                                        settings.previousSecret().stream().map(SigningKey::of))
                                .toList(),
                        clock,
                        flaw -> meters.refused(JsonMeters.What.TOKEN, flaw));
        this.keys = new LiveKeys(new TokenIssuer(current, clock));
        this.isRetired = isRetired;
        this.verified =
                Caffeine.newBuilder()
                        .maximumWeight(settings.maxVerifiedTokens())
                        .weigher(Authentication::weight)
                        .build();
    }

    /** Weight of a cached token, relative to one without a target. */
    private static int weight(String token, VerifiedToken verified) {
        int size = token.length();
        if (verified.target() != null) {
            size += verified.target().size();
        }
        return 1 + size / 1024;
    }

    /** The listener that must be notified first. */
    public ImageListener keys() {
        return keys;
    }

    /** Checks a raw SDK key. */
    public Verdict ofApiKey(String rawKey) {
        if (!isWellFormed(rawKey)) {
            return Verdict.Refused.MALFORMED_KEY;
        }
        HashedApiKey hash = HashedApiKey.of(rawKey);
        Grant grant = keys.grant(hash);
        return grant == null ? notHere(hash) : grant.withoutTarget();
    }

    /** Harness uses UUIDs; text that cannot be in a header is not a key. */
    private static boolean isWellFormed(String rawKey) {
        return rawKey.length() <= MAX_KEY_LENGTH
                && rawKey.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** Checks the value of an {@code Authorization} header; null if absent. */
    public Verdict ofAuthorization(@Nullable String authorization) {
        if (authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Verdict.Refused.NO_TOKEN;
        }
        String token = authorization.substring(SCHEME.length()).strip();
        VerifiedToken known = verified.getIfPresent(token);
        return known == null ? verify(token) : judge(known);
    }

    private Verdict verify(String token) {
        Optional<VerifiedToken> fresh = verifier.verify(token);
        fresh.ifPresent(genuine -> verified.put(token, genuine));
        return fresh.map(this::judge).orElse(Verdict.Refused.BAD_TOKEN);
    }

    private Verdict judge(VerifiedToken token) {
        Grant grant = keys.grant(token.apiKey());
        if (grant == null) {
            return isRetired.test(token.environment())
                    ? Verdict.Refused.UNKNOWN_KEY
                    : notHere(token.apiKey());
        }
        if (!grant.environment().equals(token.environment())) {
            return Verdict.Refused.UNKNOWN_KEY; // it belongs to another one now
        }
        return token.target() == null
                ? grant.withoutTarget()
                : new Verdict.Granted(grant, token.target());
    }

    private Verdict notHere(HashedApiKey key) {
        return keys.isRevoked(key) ? Verdict.Refused.REVOKED_KEY : Verdict.Undecided.KEY_MAY_EXIST;
    }

    /** Whether the key of {@code grant} is still live and belongs to the same environment. */
    public boolean isLive(Grant grant) {
        Grant now = keys.grant(grant.apiKey());
        return now != null && now.environment().equals(grant.environment());
    }

    /** Number of cached tokens, at most the setting. */
    public long verifiedTokens() {
        return verified.estimatedSize();
    }

    /** Number of live SDK keys. */
    public int liveKeys() {
        return keys.size();
    }
}

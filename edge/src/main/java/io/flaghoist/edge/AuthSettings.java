package io.flaghoist.edge;

import io.flaghoist.service.settings.ErrorList;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are signed.
 *
 * @param secret signs tokens and verifies them; the same on all edges; at least 32 bytes, no
 *     default
 * @param previousSecret verifies tokens that were signed before the secret was changed; empty for
 *     none
 * @param maxVerifiedTokens maximum number of verified tokens in the cache; default 50,000
 */
public record AuthSettings(String secret, Optional<String> previousSecret, int maxVerifiedTokens) {
    /** Minimum length of a secret, in bytes: the size of an HS256 signature. */
    public static final int MIN_SECRET_BYTES = 32;

    static final int DEFAULT_MAX_VERIFIED_TOKENS = 50_000;

    @SuppressWarnings("NullableOptional") // an omitted setting is null
    public AuthSettings(
            @Nullable String secret,
            @Nullable Optional<String> previousSecret,
            int maxVerifiedTokens) {
        this.secret = secret == null ? "" : secret;
        this.previousSecret =
                previousSecret == null
                        ? Optional.empty()
                        : previousSecret.filter(previous -> !previous.isEmpty());
        this.maxVerifiedTokens =
                maxVerifiedTokens == 0 ? DEFAULT_MAX_VERIFIED_TOKENS : maxVerifiedTokens;
    }

    /** Settings with one secret and defaults. */
    public static AuthSettings of(String secret) {
        return new AuthSettings(secret, Optional.empty(), 0);
    }

    /** Rejects short secrets. */
    void check(ErrorList errors) {
        check("auth.secret (AUTH_SECRET)", secret, errors);
        previousSecret.ifPresent(
                previous -> check("auth.previousSecret (AUTH_SECRET_PREVIOUS)", previous, errors));
    }

    private static void check(String setting, String value, ErrorList errors) {
        int length = value.getBytes(StandardCharsets.UTF_8).length;
        if (length < MIN_SECRET_BYTES) {
            errors.add(
                    "%s has %d bytes and needs at least %d: every edge signs tokens with it. Create one with: openssl rand -hex 32"
                            .formatted(setting, length, MIN_SECRET_BYTES));
        }
    }

    /** Redacted. */
    @Override
    public String toString() {
        return "AuthSettings[redacted]";
    }
}

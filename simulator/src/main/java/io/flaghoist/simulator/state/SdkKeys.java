package io.flaghoist.simulator.state;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Which SDK key opens which environment. Knows keys only by their SHA-256. */
public final class SdkKeys {
    /** Where a key belongs. */
    public record Owner(String environment, String identifier) {}

    private final ConcurrentMap<String, Owner> owners = new ConcurrentHashMap<>();

    SdkKeys() {}

    /** Lower-case hex of SHA-256 over the UTF-8 bytes, as SaaS stores keys. */
    public static String sha256(String raw) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(raw.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public Optional<Owner> find(String sha256) {
        return Optional.ofNullable(owners.get(sha256));
    }

    /**
     * Gives a key to its owner, who may have it already.
     *
     * @throws RefusedException 409 when the key already has another owner
     */
    void claim(String sha256, Owner owner) {
        var other = owners.putIfAbsent(sha256, owner);
        if (other != null && !other.equals(owner)) {
            throw new RefusedException(
                    409,
                    "this key is already '"
                            + other.identifier()
                            + "' of environment "
                            + other.environment());
        }
    }

    void release(String sha256, Owner owner) {
        owners.remove(sha256, owner);
    }
}

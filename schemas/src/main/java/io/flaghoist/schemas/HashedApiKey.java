package io.flaghoist.schemas;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The hash of an SDK key, as in Harness SaaS and in the log: the lower-case hex SHA-256 of its
 * UTF-8 bytes, without salt (relay-protocol.md, B.1). Raw keys exist only in requests and in
 * ingest's own settings.
 *
 * @param value 64 lower-case hexadecimal digits
 */
public record HashedApiKey(String value) implements Comparable<HashedApiKey> {
    private static final Pattern VALID = Pattern.compile("[0-9a-f]{64}");

    public HashedApiKey {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "a hashed API key is 64 lower-case hexadecimal digits");
        }
    }

    /** The hash of a raw key from an SDK. */
    public static HashedApiKey of(String rawKey) {
        MessageDigest sha256 = Digests.sha256();
        return new HashedApiKey(
                HexFormat.of().formatHex(sha256.digest(rawKey.getBytes(StandardCharsets.UTF_8))));
    }

    /** Whether {@code text} could be a hash; for input that must not throw. */
    public static boolean isValid(String text) {
        return VALID.matcher(text).matches();
    }

    @Override
    public int compareTo(HashedApiKey other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

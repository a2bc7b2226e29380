package io.flaghoist.schemas.image;

import io.flaghoist.schemas.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A 128-bit digest of a set of documents, independent of their order and updated incrementally: the
 * sum of a hash of each (key, content hash). Images with the same digest have the same documents.
 * It detects faults, not forgery; the hash chain of the history detects that.
 */
public record LiveDigest(long high, long low) {
    public static final LiveDigest EMPTY = new LiveDigest(0, 0);

    /** With one more member. */
    public LiveDigest with(String key, String sha256) {
        LiveDigest one = of(key, sha256);
        return new LiveDigest(high + one.high, low + one.low);
    }

    /** Without one member, which must be in the set. */
    public LiveDigest without(String key, String sha256) {
        LiveDigest one = of(key, sha256);
        return new LiveDigest(high - one.high, low - one.low);
    }

    /** 32 hexadecimal digits. */
    public String text() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }

    private static LiveDigest of(String key, String sha256) {
        MessageDigest digest = Digests.sha256();
        digest.update(key.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(sha256.getBytes(StandardCharsets.US_ASCII));
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new LiveDigest(hash.getLong(), hash.getLong());
    }
}

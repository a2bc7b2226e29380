package io.flaghoist.edge.target.store;

import io.flaghoist.schemas.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A 16-byte hash of a text: small enough to keep 100,000 of them, and without personal data. */
record Digest(long high, long low) {
    static Digest of(String... parts) {
        MessageDigest sha256 = Digests.sha256();
        for (String part : parts) {
            sha256.update(part.getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
        }
        ByteBuffer hash = ByteBuffer.wrap(sha256.digest());
        return new Digest(hash.getLong(), hash.getLong());
    }
}

package io.flaghoist.edge.auth;

import io.flaghoist.schemas.Digests;
import java.nio.charset.StandardCharsets;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that signs or verifies tokens.
 *
 * @param id its name in the header {@code kid} of tokens; does not reveal the secret
 */
record SigningKey(String id, SecretKey secret) {
    private static final byte[] ID_CONTEXT =
            "flaghoist token key id\n".getBytes(StandardCharsets.US_ASCII);

    static SigningKey of(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        byte[] named = new byte[ID_CONTEXT.length + bytes.length];
        System.arraycopy(ID_CONTEXT, 0, named, 0, ID_CONTEXT.length);
        System.arraycopy(bytes, 0, named, ID_CONTEXT.length, bytes.length);
        return new SigningKey(
                Digests.sha256Hex(named).substring(0, 16), new SecretKeySpec(bytes, "HmacSHA256"));
    }

    @Override
    public String toString() {
        return "SigningKey[" + id + "]";
    }
}

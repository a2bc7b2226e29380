package io.flaghoist.schemas.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One JSON object as the bytes in the log and in responses: compact UTF-8. Objects with the same
 * content have the same bytes, because the order of fields is fixed. Immutable; do not write to the
 * arrays.
 */
public final class CanonicalJson {
    private final byte[] utf8;
    private final String sha256;

    private CanonicalJson(byte[] utf8) {
        this.utf8 = utf8;
        this.sha256 = Digests.sha256Hex(utf8);
    }

    /** The bytes of {@code object}, whose fields are already in their canonical order. */
    public static CanonicalJson of(ObjectNode object) {
        return new CanonicalJson(Json.write(object));
    }

    /** Wraps bytes, for instance from the log; the caller must not use the array afterwards. */
    public static CanonicalJson ofBytes(byte[] utf8) {
        return new CanonicalJson(utf8);
    }

    /** The bytes themselves, not a copy. */
    public byte[] utf8() {
        return utf8;
    }

    /** A read-only view of the bytes. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(utf8).asReadOnlyBuffer();
    }

    public int size() {
        return utf8.length;
    }

    /** The content hash: lower-case hex SHA-256 of the bytes. */
    public String sha256() {
        return sha256;
    }

    /** The parsed object, a new one for each call. */
    public ObjectNode tree() {
        try {
            JsonNode tree = Json.read(utf8);
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalStateException("not a JSON object");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not canonical JSON", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CanonicalJson json
                && sha256.equals(json.sha256)
                && Arrays.equals(utf8, json.utf8);
    }

    @Override
    public int hashCode() {
        return sha256.hashCode();
    }

    /** The text, for test failures. */
    @Override
    public String toString() {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}

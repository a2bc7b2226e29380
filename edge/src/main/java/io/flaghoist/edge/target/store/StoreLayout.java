package io.flaghoist.edge.target.store;

import io.flaghoist.schemas.EnvironmentId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The binary layout of the store. A key is the environment, a zero byte, the identifier:
 * environment ids contain no zero, so each environment is one range. A value is the time of the
 * record (8 bytes) and the target's JSON.
 */
final class StoreLayout {
    private StoreLayout() {}

    static byte[] key(EnvironmentId environment, String identifier) {
        return utf8(environment.value() + '\0' + identifier);
    }

    static byte[] progressKey(EnvironmentId environment) {
        return utf8(environment.value());
    }

    /** Start of the environment's keys. */
    static byte[] begin(EnvironmentId environment) {
        return utf8(environment.value() + '\0');
    }

    /** End of the environment's keys, exclusive. */
    static byte[] end(EnvironmentId environment) {
        return utf8(environment.value() + '\1');
    }

    static byte[] value(long timestamp, byte[] json) {
        return ByteBuffer.allocate(Long.BYTES + json.length).putLong(timestamp).put(json).array();
    }

    static long timestamp(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    static byte[] json(byte[] value) {
        return Arrays.copyOfRange(value, Long.BYTES, value.length);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package io.flaghoist.edge.target.store;

import io.flaghoist.schemas.EnvironmentId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes in the store. A key is the environment, a zero byte, the identifier: no environment's id
 * has a zero in it, so each is one range. A value is the time at which the target was told (8
 * bytes) and its JSON.
 */
final class StoreLayout {
    private StoreLayout() {}

    static byte[] key(EnvironmentId environment, String identifier) {
        return utf8(environment.value() + '\0' + identifier);
    }

    static byte[] progressKey(EnvironmentId environment) {
        return utf8(environment.value());
    }

    /** Where the environment's keys begin. */
    static byte[] begin(EnvironmentId environment) {
        return utf8(environment.value() + '\0');
    }

    /** Where they have ended. */
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

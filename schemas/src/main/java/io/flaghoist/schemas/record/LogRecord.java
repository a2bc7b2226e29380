package io.flaghoist.schemas.record;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record independent of the Kafka client. The arrays are not copied and must not be modified.
 *
 * @param key UTF-8 text
 * @param value JSON, or null for a tombstone
 * @param headers UTF-8 text by name; see {@link Headers}
 */
@SuppressWarnings("ArrayRecordComponent") // a transport frame, never compared
public record LogRecord(
        byte @Nullable [] key, byte @Nullable [] value, Map<String, byte[]> headers) {
    // Spelt out: javac drops the annotations of array types from a compact constructor's
    // parameters.
    public LogRecord(byte @Nullable [] key, byte @Nullable [] value, Map<String, byte[]> headers) {
        this.key = key;
        this.value = value;
        this.headers = Map.copyOf(headers);
    }
}

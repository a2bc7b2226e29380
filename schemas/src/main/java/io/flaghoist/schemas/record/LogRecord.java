package io.flaghoist.schemas.record;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as any Kafka client can carry it. The arrays are not copied: whoever hands them over
 * leaves them alone.
 *
 * @param key UTF-8 text
 * @param value JSON, or null for a tombstone
 * @param headers UTF-8 text by name; see {@link Headers}
 */
@SuppressWarnings("ArrayRecordComponent") // a transport frame, never compared
public record LogRecord(
        byte @Nullable [] key, byte @Nullable [] value, Map<String, byte[]> headers) {
    public LogRecord {
        headers = Map.copyOf(headers);
    }
}

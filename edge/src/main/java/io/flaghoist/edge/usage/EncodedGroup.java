package io.flaghoist.edge.usage;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.Headers;
import io.flaghoist.schemas.record.LogRecord;
import java.nio.charset.StandardCharsets;

/**
 * A closed group as Kafka and the disk hold it.
 *
 * @param closedAt epoch milliseconds
 * @param evaluations that it counts
 * @param json the value of its record; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // a transport frame, never compared
record EncodedGroup(EnvironmentId environment, long closedAt, long evaluations, byte[] json) {
    /** The record of the metrics topic. */
    LogRecord record() {
        return new LogRecord(
                environment.value().getBytes(StandardCharsets.UTF_8),
                json,
                Headers.of(environment));
    }

    /** Without the value, which may hold personal data. */
    @Override
    public String toString() {
        return "EncodedGroup[" + environment + ", " + json.length + " bytes]";
    }
}

package io.flaghoist.edge.usage;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.Headers;
import io.flaghoist.schemas.record.LogRecord;
import java.nio.charset.StandardCharsets;

/**
 * A closed group as bytes: what Kafka and the disk hold.
 *
 * @param closedAt epoch milliseconds
 * @param evaluations how many it counts
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

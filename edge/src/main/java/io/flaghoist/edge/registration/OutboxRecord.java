package io.flaghoist.edge.registration;

import io.flaghoist.schemas.record.LogRecord;

/**
 * A record on its way to a topic.
 *
 * @param partition where it goes; negative to let its key decide
 * @param returned what to do when it did not arrive
 */
record OutboxRecord(String topic, int partition, LogRecord record, Runnable returned) {
    /** What it takes in memory, nearly. */
    int weight() {
        byte[] key = record.key();
        byte[] value = record.value();
        return 256 + (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }

    /** Redacted: what it holds is personal data. */
    @Override
    public String toString() {
        return "OutboxRecord[to " + topic + "]";
    }
}

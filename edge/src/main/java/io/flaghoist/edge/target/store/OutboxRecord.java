package io.flaghoist.edge.target.store;

import io.flaghoist.schemas.record.LogRecord;

/**
 * A record to send to a topic.
 *
 * @param partition the partition; negative to use the key
 * @param returned called if it was not sent
 */
record OutboxRecord(String topic, int partition, LogRecord record, Runnable returned) {
    /** Approximate memory usage. */
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

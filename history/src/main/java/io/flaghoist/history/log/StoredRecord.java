package io.flaghoist.history.log;

import io.flaghoist.schemas.record.LogRecord;

/**
 * A record exactly as a topic holds it, readable or not.
 *
 * @param timestamp the record's own, epoch milliseconds
 */
public record StoredRecord(RecordOffset place, long timestamp, LogRecord content) {}

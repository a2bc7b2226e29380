package io.flaghoist.log.delivery;

import io.flaghoist.log.RecordOffset;

/**
 * A record that waits for its delivery.
 *
 * @param timestamp when the record was written, epoch milliseconds
 * @param bytes size of the record's value
 */
public record Item<T>(RecordOffset offset, T value, long timestamp, int bytes) {}

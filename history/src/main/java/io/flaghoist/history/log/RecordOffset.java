package io.flaghoist.history.log;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where a record lies in Kafka: for people who want to look at it, never for order. */
public record RecordOffset(String topic, int partition, long offset) {
    /** {@code topic-partition@offset}, as Kafka's own tools say it. */
    @JsonValue
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}

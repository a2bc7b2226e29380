package io.flaghoist.history.log;

/** Where a record lies in Kafka: for people who want to look at it, never for order. */
public record RecordOffset(String topic, int partition, long offset) {
    /** {@code topic-partition@offset}, as Kafka's own tools say it. */
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}

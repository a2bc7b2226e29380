package io.flaghoist.log;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Where a record lies that a group reads. */
public record RecordOffset(TopicPartition partition, long offset) {
    public static RecordOffset of(ConsumerRecord<?, ?> record) {
        return new RecordOffset(
                new TopicPartition(record.topic(), record.partition()), record.offset());
    }
}

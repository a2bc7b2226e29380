package io.flaghoist.log;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Where a record lies that a group reads. */
public record Place(TopicPartition partition, long offset) {
    public static Place of(ConsumerRecord<?, ?> record) {
        return new Place(new TopicPartition(record.topic(), record.partition()), record.offset());
    }
}

package io.flaghoist.log;

import io.flaghoist.schemas.record.LogRecord;
import java.util.HashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Records between codecs and Kafka's clients. */
public final class KafkaRecords {
    private KafkaRecords() {}

    /** The record as codecs take it. */
    public static LogRecord read(ConsumerRecord<byte[], byte[]> record) {
        return read(record.key(), record.value(), record.headers());
    }

    /**
     * As {@link #read(ConsumerRecord)}; headers without a value, which no codec writes, are left
     * out.
     */
    public static LogRecord read(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        var values = new HashMap<String, byte[]>();
        for (Header header : headers) {
            if (header.value() != null) {
                values.put(header.key(), header.value());
            }
        }
        return new LogRecord(key, value, values);
    }

    /**
     * The record as a producer takes it.
     *
     * @param partition null for the producer to choose one by the key
     * @param timestamp epoch milliseconds; null for the time at which it is sent
     */
    public static ProducerRecord<byte[], byte[]> write(
            String topic, @Nullable Integer partition, @Nullable Long timestamp, LogRecord record) {
        var headers = new RecordHeaders();
        record.headers().forEach(headers::add);
        return new ProducerRecord<>(
                topic, partition, timestamp, record.key(), record.value(), headers);
    }
}

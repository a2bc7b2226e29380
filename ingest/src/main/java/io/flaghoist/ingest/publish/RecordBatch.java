package io.flaghoist.ingest.publish;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records that go into one transaction, in order. */
record RecordBatch(List<ProducerRecord<byte[], byte[]>> records) {
    /** Of all values. */
    long bytes() {
        return records.stream()
                .map(ProducerRecord::value)
                .mapToLong(value -> value == null ? 0 : value.length)
                .sum();
    }
}

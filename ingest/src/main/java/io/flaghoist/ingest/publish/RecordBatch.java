package io.flaghoist.ingest.publish;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records that go into one transaction.
 *
 * @param records in order
 * @param bytes of all values
 */
record RecordBatch(List<ProducerRecord<byte[], byte[]>> records, long bytes) {}

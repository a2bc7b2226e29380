package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.LogTail;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Changes that go into one transaction.
 *
 * @param records of config and history, in order
 * @param bytes of all keys and values
 * @param after the log's end once they are committed
 */
record EncodedChunk(List<ProducerRecord<byte[], byte[]>> records, long bytes, LogTail after) {}

package io.flaghoist.history.copy;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as they are, in transactions of bounded size. One thread; a failure ends it, and
 * what its last transaction held is not there.
 */
final class TargetWriter implements AutoCloseable {
    private static final int TRANSACTION_TIMEOUT_MILLIS = 60_000;

    /** A full buffer takes its time on the way to another region. */
    private static final int DELIVERY_TIMEOUT_MILLIS = 120_000;

    /** For an abort that is under way; what was committed is there anyway. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final int maxRecords;
    private final long maxBytes;
    private int records;
    private long bytes;
    private volatile @Nullable Exception failure;

    /**
     * @param maxRecords in one transaction
     * @param maxBytes in one transaction, but for the record that goes beyond them
     */
    TargetWriter(LogConnection target, String transactionalId, int maxRecords, long maxBytes)
            throws LogUnavailableException {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
        this.producer = producer(target, transactionalId);
    }

    private static Producer<byte[], byte[]> producer(LogConnection target, String transactionalId)
            throws LogUnavailableException {
        Producer<byte[], byte[]> opened = null;
        try {
            opened = target.clients().producer("replay", settings(transactionalId));
            opened.initTransactions();
            return opened;
        } catch (KafkaException e) {
            if (opened != null) {
                opened.close(Duration.ZERO);
            }
            throw new TargetUnavailableException(e);
        }
    }

    private static Map<String, Object> settings(String transactionalId) {
        return Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                transactionalId,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                TRANSACTION_TIMEOUT_MILLIS,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                DELIVERY_TIMEOUT_MILLIS,
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 << 10);
    }

    /** Adds a record to the transaction that runs, and ends that when it is full. */
    void write(TopicSpec topic, @Nullable Long timestamp, LogRecord record)
            throws LogUnavailableException {
        try {
            if (records == 0) {
                producer.beginTransaction();
            }
            var _ =
                    producer.send(
                            KafkaRecords.write(topic.name(), 0, timestamp, record),
                            (_, e) -> failure = e == null ? failure : e);
        } catch (KafkaException e) {
            throw failed(e);
        }
        records++;
        bytes += record.value() == null ? 0 : record.value().length;
        if (records >= maxRecords || bytes >= maxBytes) {
            commit();
        }
    }

    /** What was written is there. */
    void commit() throws LogUnavailableException {
        if (records == 0) {
            return;
        }
        try {
            producer.commitTransaction();
        } catch (KafkaException e) {
            throw failed(e);
        }
        records = 0;
        bytes = 0;
    }

    private LogUnavailableException failed(KafkaException e) {
        Exception first = failure;
        return new TargetUnavailableException(first == null ? e : first);
    }

    @Override
    public void close() {
        producer.close(LAST_WORDS);
    }
}

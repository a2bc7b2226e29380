package io.flaghoist.history.replay;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.log.KafkaRecords;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as they are, in transactions of bounded size. One thread; a failure ends it, and
 * what its last transaction held is not there.
 */
final class TargetWriter implements AutoCloseable {
    private static final int TRANSACTION_TIMEOUT_MILLIS = 60_000;

    /** For an abort that is under way; what was committed is there anyway. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final KafkaProducer<byte[], byte[]> producer;
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

    private static KafkaProducer<byte[], byte[]> producer(
            LogConnection target, String transactionalId) throws LogUnavailableException {
        KafkaProducer<byte[], byte[]> opened = null;
        try {
            opened =
                    new KafkaProducer<>(
                            target.client(settings(target, transactionalId)),
                            new ByteArraySerializer(),
                            new ByteArraySerializer());
            opened.initTransactions();
            return opened;
        } catch (KafkaException e) {
            if (opened != null) {
                opened.close(Duration.ZERO);
            }
            throw new TargetUnavailableException(e);
        }
    }

    private static Map<String, Object> settings(LogConnection target, String transactionalId) {
        var settings = new HashMap<String, Object>();
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "flaghoist-console-replay");
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, target.answerTimeout().toMillis());
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicSpec.MAX_MESSAGE_BYTES);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * TopicSpec.MAX_MESSAGE_BYTES);
        return settings;
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

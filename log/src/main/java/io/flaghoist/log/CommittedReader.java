package io.flaghoist.log;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Reads partitions up to an end that is known beforehand. Blocks; any thread may call. */
public final class CommittedReader {
    private static final Duration POLL = Duration.ofMillis(200);

    /** Receives every record. */
    public interface RecordSink {
        void accept(ConsumerRecord<byte[], byte[]> record);
    }

    /** Kafka answers nothing more although there is more: it is ill, or a transaction is open. */
    public static final class EndNotReachedException extends TimeoutException {
        private static final long serialVersionUID = 1L;

        EndNotReachedException(String message) {
            super(message);
        }
    }

    private final Admin admin;
    private final Duration answerTimeout;

    public CommittedReader(Admin admin, Duration answerTimeout) {
        this.admin = admin;
        this.answerTimeout = answerTimeout;
    }

    /**
     * The very ends, not those of what is committed: an open transaction must be waited for.
     *
     * @throws TimeoutException when Kafka does not answer
     */
    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions)
            throws InterruptedException, ExecutionException, TimeoutException {
        var latest = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        var options = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
        var ends = new HashMap<TopicPartition, Long>();
        admin.listOffsets(latest, options)
                .all()
                .get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
    }

    /**
     * Reads {@code partition}, which {@code reader} is assigned to, from the reader's position.
     *
     * @param end the offset to stop before; records of the last batch beyond it are passed on too
     * @throws EndNotReachedException when there is no progress for as long as Kafka may take
     */
    public void read(
            Consumer<byte[], byte[]> reader, TopicPartition partition, long end, RecordSink each)
            throws EndNotReachedException {
        long position = reader.position(partition);
        long progressAt = System.nanoTime();
        while (position < end) {
            reader.poll(POLL).records(partition).forEach(each::accept);
            long now = System.nanoTime();
            if (reader.position(partition) > position) {
                position = reader.position(partition);
                progressAt = now;
            } else if (now - progressAt > answerTimeout.toNanos()) {
                throw new EndNotReachedException(
                        "%s stays at offset %d before its end %d: Kafka does not answer, or another writer's transaction is open"
                                .formatted(partition, position, end));
            }
        }
    }
}

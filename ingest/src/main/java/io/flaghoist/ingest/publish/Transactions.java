package io.flaghoist.ingest.publish;

import io.flaghoist.log.KafkaWords;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one transaction of a producer, and judges its end. */
final class Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    /** Told of every transaction's outcome. */
    interface Counter {
        void count(String outcome, int batches);
    }

    /** What came of a transaction. */
    sealed interface Outcome {
        record Committed() implements Outcome {}

        /** Kafka does not take something in it; nothing was written, and the producer is well. */
        record Refused(WriteOutcome.Failed why) implements Outcome {}

        /** Another instance has the producer's id. */
        record Fenced() implements Outcome {}

        record Unknown(String reason) implements Outcome {}
    }

    /** The first error of a transaction's records: commit only says that there was one. */
    private static final class SendErrors implements Callback {
        private final AtomicReference<@Nullable Exception> first = new AtomicReference<>();

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
            if (exception != null) {
                first.compareAndSet(null, exception);
            }
        }

        Throwable firstOr(Throwable other) {
            Exception known = first.get();
            return known == null ? other : known;
        }
    }

    private final Counter counter;

    Transactions(Counter counter) {
        this.counter = counter;
    }

    Outcome run(Producer<byte[], byte[]> producer, List<RecordBatch> batches) {
        var errors = new SendErrors();
        try {
            producer.beginTransaction();
            for (RecordBatch batch : batches) {
                for (ProducerRecord<byte[], byte[]> record : batch.records()) {
                    var _ = producer.send(record, errors);
                }
            }
            producer.commitTransaction();
            counter.count("committed", batches.size());
            return new Outcome.Committed();
        } catch (KafkaException | IllegalStateException e) { // the latter when it was closed
            return failed(producer, batches.size(), errors.firstOr(e));
        }
    }

    private Outcome failed(Producer<byte[], byte[]> producer, int batches, Throwable cause) {
        if (isFenced(cause)) {
            counter.count("fenced", batches);
            return new Outcome.Fenced();
        }
        if (!isOfTheBatch(cause) || !abort(producer)) {
            counter.count("lost", batches);
            return new Outcome.Unknown(KafkaWords.of(cause));
        }
        counter.count("aborted", batches);
        String why = KafkaWords.of(cause);
        return new Outcome.Refused(
                isTooLarge(cause) ? new WriteOutcome.TooLarge(why) : new WriteOutcome.Refused(why));
    }

    private static boolean abort(Producer<byte[], byte[]> producer) {
        try {
            producer.abortTransaction();
            return true;
        } catch (KafkaException | IllegalStateException e) {
            LOG.debug("Aborting failed", e);
            return false;
        }
    }

    /** Another writer has this one's id (kafka-notes.md, 3: both exceptions mean it). */
    private static boolean isFenced(Throwable e) {
        return has(e, ProducerFencedException.class) || has(e, InvalidProducerEpochException.class);
    }

    /** The batch itself is to blame: it was certainly not committed, and never will be. */
    private static boolean isOfTheBatch(Throwable e) {
        return isTooLarge(e)
                || has(e, UnknownTopicOrPartitionException.class)
                || has(e, InvalidTopicException.class)
                || has(e, TopicAuthorizationException.class);
    }

    private static boolean isTooLarge(Throwable e) {
        return has(e, RecordTooLargeException.class) || has(e, RecordBatchTooLargeException.class);
    }

    private static boolean has(Throwable e, Class<? extends Throwable> type) {
        @Nullable Throwable cause = e;
        while (cause != null) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}

package io.flaghoist.ingest.publish;

import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What an error of a transaction means. */
final class WriteFaults {
    private WriteFaults() {}

    /** Another writer has this one's id (kafka-notes.md, 3: both exceptions mean it). */
    static boolean isFenced(Throwable e) {
        return has(e, ProducerFencedException.class) || has(e, InvalidProducerEpochException.class);
    }

    /** The batch itself is to blame: it was certainly not committed, and never will be. */
    static boolean isOfTheBatch(Throwable e) {
        return isTooLarge(e)
                || has(e, UnknownTopicOrPartitionException.class)
                || has(e, InvalidTopicException.class)
                || has(e, TopicAuthorizationException.class);
    }

    static boolean isTooLarge(Throwable e) {
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

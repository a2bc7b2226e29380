package io.flaghoist.service;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions that stay open although their writer is gone. {@code initTransactions} ends
 * those that the coordinator knows; a broker that is killed in the middle of one can leave one that
 * it does not know, and then no committed record behind it is ever read again. A transaction of a
 * living writer is never that old: the coordinator ends what it knows within {@code
 * transaction.timeout.ms} (10 s) and its look-out interval (10 s).
 */
public final class LeftOpenTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(LeftOpenTransactions.class);

    private static final Duration OLDER_THAN_ANY_LIVING = Duration.ofSeconds(25);

    private final Admin admin;
    private final Duration answerTimeout;
    private final Clock clock;

    /** Asks {@code admin}, which is left open, and waits so long for each answer. */
    public LeftOpenTransactions(Admin admin, Duration answerTimeout, Clock clock) {
        this.admin = admin;
        this.answerTimeout = answerTimeout;
        this.clock = clock;
    }

    /**
     * Aborts what is open on these partitions and too old to belong to anybody.
     *
     * @return how many transactions that were
     * @throws ExecutionException when Kafka refuses, for instance for want of the right to
     * @throws TimeoutException when Kafka does not answer
     */
    public int abort(List<TopicPartition> partitions)
            throws InterruptedException, ExecutionException, TimeoutException {
        return abort(partitions, _ -> true).size();
    }

    /**
     * As {@link #abort(List)}, of some writers alone.
     *
     * @param writers says of a producer id whether it is one of ours
     * @return the producer ids whose transactions these were
     */
    public Set<Long> abort(List<TopicPartition> partitions, LongPredicate writers)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, PartitionProducerState> states =
                admin.describeProducers(partitions)
                        .all()
                        .get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS);
        var aborted = new HashSet<Long>();
        for (Map.Entry<TopicPartition, PartitionProducerState> entry : states.entrySet()) {
            for (ProducerState producer : entry.getValue().activeProducers()) {
                if (writers.test(producer.producerId()) && isLeftOpen(producer)) {
                    abort(entry.getKey(), producer);
                    aborted.add(producer.producerId());
                }
            }
        }
        return aborted;
    }

    private boolean isLeftOpen(ProducerState producer) {
        long oldest = clock.instant().minus(OLDER_THAN_ANY_LIVING).toEpochMilli();
        return producer.currentTransactionStartOffset().isPresent()
                && producer.lastTimestamp() < oldest;
    }

    private void abort(TopicPartition partition, ProducerState producer)
            throws InterruptedException, ExecutionException, TimeoutException {
        OptionalLong since = producer.currentTransactionStartOffset();
        admin.abortTransaction(
                        new AbortTransactionSpec(
                                partition,
                                producer.producerId(),
                                (short) producer.producerEpoch(),
                                producer.coordinatorEpoch().orElse(0)))
                .all()
                .get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS);
        LOG.warn(
                "Ended a transaction that a writer before this one left open on {} since offset {}, producer id {}. Nothing"
                        + " of it is read by anybody; what it held is written again by whoever knows it.",
                partition,
                since.orElse(-1),
                producer.producerId());
    }
}

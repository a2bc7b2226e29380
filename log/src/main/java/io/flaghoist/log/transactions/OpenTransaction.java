package io.flaghoist.log.transactions;

import org.apache.kafka.common.TopicPartition;

/**
 * A transaction that is open on a partition, as the partition's leader says. Two that are equal are
 * the same one: a start offset is given once.
 *
 * @param coordinatorEpoch of the producer's last marker on the partition, which a further marker
 *     must not be behind; 0 when there was none
 */
record OpenTransaction(
        TopicPartition partition,
        long producerId,
        short producerEpoch,
        long startOffset,
        int coordinatorEpoch) {

    /** For logs. */
    @Override
    public String toString() {
        return "%s since offset %d, producer id %d, epoch %d"
                .formatted(partition, startOffset, producerId, producerEpoch);
    }
}

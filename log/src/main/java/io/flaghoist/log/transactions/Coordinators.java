package io.flaghoist.log.transactions;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;

/**
 * What the transaction coordinators know of some producers, asked after the partitions' leaders
 * were.
 *
 * @param known by producer id
 * @param silent why a coordinator may not have been heard, in words; empty when all were
 * @param tellAll whether they tell this principal of every transactional id
 */
record Coordinators(Map<Long, Known> known, Optional<String> silent, boolean tellAll) {
    Coordinators {
        known = Map.copyOf(known);
    }

    /**
     * A producer's transaction, open or not.
     *
     * @param partitions of the open one, and of the last one those that lack its marker
     */
    record Known(
            String transactionalId,
            int producerEpoch,
            TransactionState state,
            Set<TopicPartition> partitions) {
        Known {
            partitions = Set.copyOf(partitions);
        }
    }
}

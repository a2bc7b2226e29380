package io.flaghoist.log.transactions;

import io.flaghoist.log.transactions.Coordinators.Known;

/**
 * Whose an open transaction is. Judged by what coordinators say alone, as {@code
 * kafka-transactions.sh find-hanging} does; never by a record's timestamp, which is the writer's to
 * choose, nor by a clock.
 */
sealed interface Verdict {
    /**
     * A coordinator counts the partition in. It writes the marker itself: at the writer's word, or
     * at the transaction's timeout.
     */
    record Coordinated() implements Verdict {}

    /**
     * Nobody will end it, and nobody can go on with it: Kafka refuses the producer's epoch.
     *
     * @param why in words, for logs
     */
    record Nobodys(String why) implements Verdict {}

    /**
     * Nobody will end it, but a living writer could begin its next transaction under the same
     * epoch, and a marker for the old one would then hit the new one.
     */
    record Unfenced(String transactionalId) implements Verdict {}

    /** No coordinator tells of it, perhaps because this principal may not see it. */
    record Hidden() implements Verdict {}

    /**
     * This look proves nothing.
     *
     * @param why in words
     */
    record Unclear(String why) implements Verdict {}

    static Verdict of(OpenTransaction open, Coordinators coordinators) {
        Known known = coordinators.known().get(open.producerId());
        if (known != null) {
            return ofKnown(open, known);
        }
        if (coordinators.silent().isPresent()) {
            return new Unclear(coordinators.silent().get());
        }
        return coordinators.tellAll()
                ? new Nobodys("no coordinator knows its producer id")
                : new Hidden();
    }

    private static Verdict ofKnown(OpenTransaction open, Known known) {
        if (known.partitions().contains(open.partition())) {
            return new Coordinated();
        }
        if (known.producerEpoch() > open.producerEpoch()) {
            return new Nobodys(
                    "the coordinator of %s is at epoch %d by now"
                            .formatted(known.transactionalId(), known.producerEpoch()));
        }
        if (known.producerEpoch() < open.producerEpoch()) {
            return new Unclear("the coordinator of " + known.transactionalId() + " is behind");
        }
        return switch (known.state()) {
            case EMPTY, COMPLETE_COMMIT, COMPLETE_ABORT -> new Unfenced(known.transactionalId());
            case ONGOING, PREPARE_COMMIT, PREPARE_ABORT, PREPARE_EPOCH_FENCE, UNKNOWN ->
                    new Unclear(
                            known.transactionalId()
                                    + " is in the middle of another transaction under the same epoch");
        };
    }
}

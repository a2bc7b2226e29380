package io.flaghoist.aggregator.post;

import io.flaghoist.schemas.metrics.RejectedBatch;

/** Where batches go that SaaS refused for good. */
interface RejectedBatches {
    /**
     * Keeps one; returns once it is durable. Blocks.
     *
     * @throws org.apache.kafka.common.KafkaException when it is not
     */
    void keep(RejectedBatch rejected);
}

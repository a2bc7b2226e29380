package io.flaghoist.aggregator.post;

import org.apache.kafka.common.TopicPartition;

/** Where a batch lies in the outbox. */
record Place(TopicPartition partition, long offset) {}

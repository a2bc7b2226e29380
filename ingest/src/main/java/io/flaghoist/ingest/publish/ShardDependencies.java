package io.flaghoist.ingest.publish;

import io.flaghoist.log.KafkaContact;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * What a shard's writer is built from.
 *
 * @param producers a new transactional producer of the shard
 * @param takeoverPause how long a shard is left alone that another instance has taken over
 * @param answerTimeout how long Kafka may take to answer
 */
record ShardDependencies(
        Supplier<Producer<byte[], byte[]>> producers,
        Duration takeoverPause,
        Duration answerTimeout,
        Clock clock,
        LongSupplier nanoTime,
        Transactions.Counter counter,
        KafkaContact contact,
        Supervisor supervisor) {}

package io.flaghoist.log.delivery;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.OneProblem;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a service does with the records of its topic. */
public interface Delivery<T> {
    /** Runs before the topic is subscribed to; an exception makes the reader try again later. */
    default void prepare() throws InterruptedException {}

    /** Decodes a record; empty if it is unreadable, which is counted here. Reader's thread. */
    Optional<T> read(EnvironmentId environment, ConsumerRecord<byte[], byte[]> record);

    /** A record that was finished before this process started. Reader's thread. */
    default void finishedBefore(ConsumerRecord<byte[], byte[]> record) {}

    /** Delivers a record; blocks. Any thread, at most one record of an environment at a time. */
    Outcome deliver(EnvironmentId environment, Item<T> item) throws InterruptedException;

    /** What an item counts in {@link DeliveryStatus#amount()}. */
    default long amount(T value) {
        return 1;
    }

    /** The problem of an environment, as health and logs report it. */
    OneProblem problem(EnvironmentId environment);

    /** The state of an environment, reported every second. Reader's thread. */
    void report(DeliveryStatus status);
}

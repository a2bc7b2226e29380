package io.flaghoist.log;

import io.flaghoist.service.OneProblem;
import io.flaghoist.service.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All use of a consumer that belongs to no group, one iteration at a time. After any failure the
 * next iteration assigns and seeks again from the applied offsets; there is no other way to
 * recover. The consumer is used only for assign, seek and poll. {@link #turn} is for one thread.
 */
public final class LogReader {
    private static final Logger log = LoggerFactory.getLogger(LogReader.class);

    /** After this many consecutive failures the consumer is replaced, in case it is broken. */
    private static final int ANOTHER_CONSUMER = 10;

    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final Subscription subscription;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Duration poll;
    private final Backoff rest;
    private final OneProblem reading;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile Optional<String> refusal = Optional.empty();
    private volatile boolean closing;
    private boolean aligned;
    private boolean isAssigned;
    private int failures;

    /** What is read, and who receives it. Called on the reader's thread. */
    public interface Subscription {
        /**
         * Processes what has changed, and the passing of time. Called before each poll.
         *
         * @return whether other partitions or offsets are to be read than before
         * @throws IOException if what is read cannot be kept; the next iteration tries again
         */
        boolean update() throws InterruptedException, IOException;

        /** The partitions to read, each from the offset after the last applied record. */
        Map<TopicPartition, Long> positions();

        /** Applies records. */
        void take(ConsumerRecords<byte[], byte[]> records) throws IOException;

        /** Kafka does not have these offsets any more. */
        void lose(Set<TopicPartition> partitions) throws IOException;

        /** Kafka refuses these topics. Returns whether the others are to be read without them. */
        boolean deny(Set<String> topics, String reason);
    }

    /** Pauses after a failure, and while there is nothing to read. */
    public interface Backoff {
        void take() throws InterruptedException;
    }

    /**
     * @param consumers creates a consumer, which this reader closes
     * @param poll how long a poll waits for records
     * @param problem raised while reading fails
     */
    public LogReader(
            Subscription subscription,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Duration poll,
            Backoff rest,
            OneProblem problem) {
        this.subscription = subscription;
        this.consumers = consumers;
        this.poll = poll;
        this.rest = rest;
        this.reading = problem;
    }

    // --- any thread

    /** Interrupts a poll. */
    public void wakeup() {
        Consumer<byte[], byte[]> running = consumer;
        if (running != null) {
            running.wakeup();
        }
    }

    /** From now on an interrupt means to stop. */
    public void closing() {
        closing = true;
        wakeup();
    }

    public Optional<Problem> problem() {
        return reading.current();
    }

    /** Why Kafka refuses this principal as a whole; empty if it does not. */
    public Optional<String> refusal() {
        return refusal;
    }

    // --- the reader's thread

    /**
     * One iteration. Throws failures other than those of Kafka and the disk, for the supervisor.
     */
    public void turn() throws InterruptedException {
        try {
            step();
            failures = 0;
            refusal = Optional.empty();
            reading.clear();
        } catch (WakeupException e) {
            aligned = false;
            log.debug("Woken up: new metadata, or closing.");
        } catch (InvalidOffsetException e) {
            aligned = false;
            lost(e);
        } catch (TopicAuthorizationException e) {
            aligned = false;
            denied(e);
        } catch (InterruptException e) {
            aligned = false;
            interrupted(e);
        } catch (KafkaException | IOException e) {
            failed(e);
        } catch (RuntimeException | Error e) {
            aligned = false;
            countFailure();
            throw e;
        }
    }

    private void step() throws InterruptedException, IOException {
        aligned &= !subscription.update();
        if (!aligned) {
            align();
        }
        if (isAssigned) {
            subscription.take(consumer().poll(poll));
        } else {
            rest.take();
        }
    }

    /** Assigns the partitions and seeks to the offsets after the applied records. */
    private void align() {
        Map<TopicPartition, Long> positions = subscription.positions();
        Consumer<byte[], byte[]> ours = consumer();
        ours.assign(positions.keySet());
        positions.forEach(ours::seek);
        isAssigned = !positions.isEmpty();
        aligned = true;
    }

    /**
     * A consumer can only be created once a bootstrap address resolves, which may take a while in a
     * container network.
     */
    private Consumer<byte[], byte[]> consumer() {
        Consumer<byte[], byte[]> known = consumer;
        if (known == null) {
            known = consumers.get();
            consumer = known;
        }
        return known;
    }

    private void lost(InvalidOffsetException e) throws InterruptedException {
        try {
            subscription.lose(e.partitions());
        } catch (IOException notKept) {
            failed(notKept);
        }
    }

    private void denied(TopicAuthorizationException e) throws InterruptedException {
        if (!subscription.deny(
                new HashSet<>(e.unauthorizedTopics()), String.valueOf(e.getMessage()))) {
            failed(e);
        }
    }

    private void interrupted(InterruptException e) throws InterruptedException {
        boolean _ = Thread.interrupted();
        if (closing) {
            throw new InterruptedException("closing");
        }
        log.debug("Unexpected interrupt; continuing", e);
    }

    private void failed(Exception e) throws InterruptedException {
        aligned = false;
        Throwable cause = e.getCause() instanceof KafkaException inner ? inner : e;
        if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
            refusal = Optional.of(String.valueOf(cause.getMessage()));
            reading.raise("Kafka refuses this principal: " + cause.getMessage());
        } else {
            reading.raise(
                    "reading the log failed: "
                            + (cause instanceof IOException
                                    ? cause.getMessage()
                                    : cause.getClass().getSimpleName()));
        }
        countFailure();
        rest.take();
    }

    private void countFailure() {
        if (++failures % ANOTHER_CONSUMER == 0) {
            close();
        }
    }

    /** Closes the consumer; the next iteration would create another. */
    public void close() {
        Consumer<byte[], byte[]> known = consumer;
        consumer = null;
        aligned = false;
        if (known != null) {
            try {
                known.close(CloseOptions.timeout(CLOSING));
            } catch (RuntimeException e) {
                log.debug("Closing the consumer failed", e);
            }
        }
    }
}

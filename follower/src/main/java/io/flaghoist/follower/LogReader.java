package io.flaghoist.follower;

import io.flaghoist.service.OneProblem;
import io.flaghoist.service.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
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
 * All use of the consumer, one iteration at a time. After any failure the next iteration assigns
 * and seeks again from the applied offsets; there is no other way to recover. The consumer is used
 * only for assign, seek and poll; discovery finds begin and end offsets. {@link #turn} is for one
 * thread.
 */
final class LogReader {
    private static final Logger log = LoggerFactory.getLogger(LogReader.class);

    private static final Duration POLL = Duration.ofMillis(500);
    private static final long TICK_MILLIS = 250;

    /** After this many consecutive failures the consumer is replaced, in case it is broken. */
    private static final int ANOTHER_CONSUMER = 10;

    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final FollowedLog followed;
    private final Environments environments;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Supplier<Moment> now;
    private final Backoff rest;
    private final OneProblem reading;
    private final AtomicReference<@Nullable LogMetadata> news = new AtomicReference<>();
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile Optional<String> refusal = Optional.empty();
    private volatile boolean closing;
    private Map<TopicPartition, Long> assigned = Map.of();
    private boolean aligned;
    private int failures;
    private @Nullable Moment tickedAt;

    /** Pauses after a failure. */
    interface Backoff {
        void take() throws InterruptedException;
    }

    LogReader(
            FollowedLog followed,
            Environments environments,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Clock clock,
            Supplier<Moment> now,
            Backoff rest) {
        this.followed = followed;
        this.environments = environments;
        this.consumers = consumers;
        this.now = now;
        this.rest = rest;
        this.reading =
                new OneProblem(
                        "reading the log",
                        "the last known state is served; reading is retried until it succeeds",
                        "kafka.bootstrapServers, the brokers, and this principal's READ permission on the topics",
                        clock);
    }

    // --- any thread

    /** Passes on Kafka's metadata; processed in the next iteration. */
    void receive(LogMetadata view, boolean isUrgent) {
        news.set(view);
        if (isUrgent) {
            wakeup();
        }
    }

    /** Interrupts a poll. */
    void wakeup() {
        Consumer<byte[], byte[]> running = consumer;
        if (running != null) {
            running.wakeup();
        }
    }

    /** From now on an interrupt means to stop. */
    void closing() {
        closing = true;
        wakeup();
    }

    Optional<Problem> problem() {
        return reading.current();
    }

    /** Why Kafka refuses this principal as a whole; empty if it does not. */
    Optional<String> refusal() {
        return refusal;
    }

    // --- the follower's thread

    /** One iteration. Throws failures other than Kafka's, for the supervisor. */
    void turn() throws InterruptedException {
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
            followed.lose(e.partitions(), now.get());
        } catch (TopicAuthorizationException e) {
            aligned = false;
            denied(e);
        } catch (InterruptException e) {
            aligned = false;
            interrupted(e);
        } catch (KafkaException e) {
            failed(e);
        } catch (RuntimeException | Error e) {
            aligned = false;
            countFailure();
            throw e;
        }
    }

    private void step() throws InterruptedException {
        LogMetadata view = news.getAndSet(null);
        if (view != null) {
            try {
                aligned &= !followed.adopt(view, now.get());
            } catch (RuntimeException | Error e) {
                news.compareAndSet(null, view); // it was processed only in part
                throw e;
            }
        }
        tick();
        if (!aligned) {
            align();
        }
        if (assigned.isEmpty()) {
            rest.take();
            return;
        }
        ConsumerRecords<byte[], byte[]> records = consumer().poll(POLL);
        followed.take(records, now.get());
    }

    /** Assigns the partitions and seeks to the offsets after the applied records. */
    private void align() {
        Map<TopicPartition, Long> positions = followed.positions();
        Consumer<byte[], byte[]> ours = consumer();
        ours.assign(positions.keySet());
        positions.forEach(ours::seek);
        assigned = positions;
        aligned = true;
    }

    private void tick() {
        Moment moment = now.get();
        Moment last = tickedAt;
        if (last == null || moment.millisSince(last) >= TICK_MILLIS) {
            tickedAt = moment;
            aligned &= !followed.tick(moment);
            environments.deliverAgain(moment);
        }
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

    private void denied(TopicAuthorizationException e) throws InterruptedException {
        if (!followed.deny(
                new HashSet<>(e.unauthorizedTopics()), String.valueOf(e.getMessage()), now.get())) {
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

    private void failed(KafkaException e) throws InterruptedException {
        aligned = false;
        Throwable cause = e.getCause() instanceof KafkaException inner ? inner : e;
        if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
            refusal = Optional.of(String.valueOf(cause.getMessage()));
            reading.raise("Kafka refuses this principal: " + cause.getMessage());
        } else {
            reading.raise("reading the log failed: " + cause.getClass().getSimpleName());
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
    void close() {
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

    /** The current assignment; for tests. */
    Set<TopicPartition> assigned() {
        return assigned.keySet();
    }
}

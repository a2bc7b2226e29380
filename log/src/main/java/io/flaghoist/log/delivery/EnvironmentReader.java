package io.flaghoist.log.delivery;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one topic for all environments of a service, with one consumer on one thread, and delivers
 * each environment's records in order and one at a time. An environment that upstream rejects waits
 * alone. A record is committed right after its delivery: a crash repeats at most the record that
 * was in flight, for each environment.
 */
public final class EnvironmentReader<T> implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration REPORT = Duration.ofSeconds(1);
    private static final Duration COMMIT = Duration.ofMinutes(1);

    /** Far below the brokers' offsets.retention.minutes. */
    private static final Duration COMMIT_AGAIN = Duration.ofHours(1);

    /** A rejoin stops all deliveries: environments that appear together join together. */
    private static final Duration QUIET = Duration.ofMillis(300);

    private static final Duration JOIN_INTERVAL = Duration.ofSeconds(5);
    private static final Duration LOAD_INTERVAL = Duration.ofSeconds(2);
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);
    private static final Duration LEAVE_GROUP = Duration.ofSeconds(2);

    /** A process that was suspended for longer may have lost its membership. */
    private static final Duration MEMBERSHIP = Duration.ofSeconds(10);

    /**
     * Settings of a reader.
     *
     * @param topic that is read; its keys are an environment, or begin with one and a slash
     * @param lookBack finished offsets of each partition that are read again at the start
     * @param lastDelivery how long a delivery in flight may take when the reader stops
     */
    public record Settings(
            String topic,
            LoopSpec loop,
            int lookBack,
            RetryDelay retryDelay,
            Duration lastDelivery) {}

    private final Settings settings;
    private final Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers;
    private final Delivery<T> delivery;
    private final Deliveries<T> deliveries;
    private final ExecutorService threads;
    private final SupervisedLoop loop;
    private final Interval reports = new Interval(REPORT);
    private final Interval commits = new Interval(COMMIT);
    private final Interval commitsAgain = new Interval(COMMIT_AGAIN);
    private final Interval loads = new Interval(LOAD_INTERVAL);
    private volatile long addedNanos = System.nanoTime();
    private volatile long aliveNanos = addedNanos;
    private volatile boolean ends;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private @Nullable SharedReading<T> reading;
    private Set<EnvironmentId> joinedWith = Set.of();
    private Set<EnvironmentId> owned = Set.of();
    private boolean hasBegun;
    private long joinedNanos = addedNanos;
    private int failures;
    private Duration wait = Duration.ZERO;

    /**
     * Not started yet.
     *
     * @param consumers creates a consumer in the service's group, with additional settings
     */
    public EnvironmentReader(
            Settings settings,
            Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers,
            EnvironmentProgress progress,
            Delivery<T> delivery,
            Supervisor supervisor) {
        this.settings = settings;
        this.consumers = consumers;
        this.delivery = delivery;
        LoopSpec spec = settings.loop();
        this.threads = supervisor.tasks(spec.name() + "-request", spec.meaning());
        this.deliveries =
                new Deliveries<>(
                        delivery,
                        progress,
                        threads,
                        settings.retryDelay(),
                        () -> System.nanoTime() - aliveNanos < MEMBERSHIP.toNanos(),
                        this::wakeUp);
        this.loop = supervisor.loop(spec, this::turn, this::ended);
    }

    public void start() {
        loop.start();
    }

    /** Delivers the records of one more environment; any thread. */
    public void add(EnvironmentId environment) {
        deliveries.add(environment);
        addedNanos = System.nanoTime();
    }

    /** The environments' states, by their ids; any thread. */
    public List<DeliveryStatus> status() {
        return deliveries.status();
    }

    private void wakeUp() {
        Consumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
    }

    private void turn() throws InterruptedException {
        if (ends) {
            loop.finish();
        } else if (wait.isPositive()) {
            Duration part = wait.compareTo(LONGEST_REST) < 0 ? wait : LONGEST_REST;
            Thread.sleep(part);
            wait = wait.minus(part);
        } else {
            tryToFollow();
        }
    }

    private void tryToFollow() throws InterruptedException {
        try {
            follow();
            failures = 0;
        } catch (InterruptException e) {
            throw new InterruptedException(); // close() ends this thread
        } catch (KafkaException e) {
            leave();
            deliveries.report(
                    Optional.of(e.getClass().getSimpleName() + ": " + e.getMessage()), null);
            wait = settings.retryDelay().after(++failures, Optional.empty());
        } catch (RuntimeException e) {
            leave(); // a new member starts at what is committed
            throw e;
        }
    }

    private void follow() throws InterruptedException {
        Set<EnvironmentId> known = Set.copyOf(deliveries.environments());
        boolean joins = !known.equals(joinedWith) && isQuiet();
        @Nullable SharedReading<T> current = reading;
        if (current == null) {
            if (!joins) {
                Thread.sleep(POLL.dividedBy(4));
                return;
            }
            delivery.prepare();
            current = join();
        } else if (joins && consumer != null) {
            joinedNanos = System.nanoTime();
            consumer.enforceRebalance("environments were added");
        }
        deliveries.takeFinished();
        begin();
        deliveries.startDue();
        current.poll(POLL);
        aliveNanos = System.nanoTime();
        if (commitsAgain.isOver()) {
            deliveries.queues().forEach(EnvironmentQueue::forgetCommitted);
        }
        if (commits.isOver()) {
            deliveries.commit();
        }
        if (reports.isOver()) {
            deliveries.report(Optional.empty(), current);
        }
    }

    private boolean isQuiet() {
        long now = System.nanoTime();
        return now - addedNanos > QUIET.toNanos() || now - joinedNanos > JOIN_INTERVAL.toNanos();
    }

    private SharedReading<T> join() {
        joinedNanos = System.nanoTime();
        Consumer<byte[], byte[]> joining =
                consumers.apply(EnvironmentAssignor.settings(new Membership()));
        var joined = new SharedReading<>(joining, delivery, deliveries::queues);
        consumer = joining;
        reading = joined;
        joining.subscribe(List.of(settings.topic()), new Assignments());
        return joined;
    }

    private void begin() {
        Consumer<byte[], byte[]> current = consumer;
        if (current != null && !hasBegun && !current.assignment().isEmpty() && loads.isOver()) {
            hasBegun = deliveries.begin(owned, current.assignment(), settings.lookBack());
        }
    }

    /** The environments of this member, as the group's leader assigns them. */
    private final class Membership implements EnvironmentAssignor.Member {
        @Override
        public Set<EnvironmentId> environments() {
            joinedWith = Set.copyOf(deliveries.environments());
            return joinedWith;
        }

        @Override
        public void assigned(Set<EnvironmentId> environments) {
            owned = environments;
        }
    }

    private final class Assignments implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            stopReading();
            SharedReading<T> current = reading;
            if (current != null) {
                current.assigned(partitions);
            }
            loads.expire();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            aliveNanos = System.nanoTime();
            deliveries.settle(settings.lastDelivery());
            stopReading();
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            stopReading(); // another member has them already
        }
    }

    private void stopReading() {
        deliveries.queues().forEach(EnvironmentQueue::clear);
        hasBegun = false;
    }

    private void ended() {
        var _ = Thread.interrupted(); // or nothing could be committed
        leave();
    }

    /** Leaves the group; what is in flight is finished and committed first, if Kafka answers. */
    private void leave() {
        Consumer<byte[], byte[]> last = consumer;
        consumer = null;
        reading = null;
        joinedWith = Set.of();
        if (last != null) {
            var _ = Thread.interrupted();
            last.close(CloseOptions.timeout(LEAVE_GROUP));
        }
        stopReading();
    }

    /** Starts no further delivery. */
    public void stop() {
        ends = true;
        wakeUp();
    }

    /** Lets the deliveries in flight end, commits them, and stops. */
    @Override
    public void close() {
        stop();
        loop.awaitEnd(settings.lastDelivery().plus(LEAVE_GROUP).plus(POLL));
        loop.close();
        threads.shutdownNow();
        threads.close();
    }
}

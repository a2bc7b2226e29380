package io.flaghoist.log.delivery;

import io.flaghoist.log.KafkaWords;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.OneProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues of all environments and what is in flight of them. A delivery runs on a virtual thread
 * and commits its record before the next one of the environment starts. Confined to the reader's
 * thread but for {@link #add}, {@link #environments} and {@link #status}.
 */
final class Deliveries<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    /** The result of a delivery; {@code retry} is absent when all of it succeeded. */
    private record Finished<T>(
            EnvironmentQueue<T> queue,
            Item<T> item,
            boolean delivered,
            Optional<Outcome.Retry> retry) {}

    private record Known<T>(EnvironmentQueue<T> queue, OneProblem problem) {}

    private final Delivery<T> delivery;
    private final EnvironmentProgress progress;
    private final ExecutorService threads;
    private final RetryDelay retryDelay;
    private final BooleanSupplier isMember;
    private final Runnable onFinished;
    private final Map<EnvironmentId, Known<T>> known = new ConcurrentSkipListMap<>();
    private final Map<EnvironmentId, DeliveryStatus> statuses = new ConcurrentSkipListMap<>();
    private final BlockingQueue<Finished<T>> finished = new LinkedBlockingQueue<>();

    /**
     * No environment yet.
     *
     * @param isMember whether this process may still commit; any thread asks
     * @param onFinished runs on any thread when a delivery ends
     */
    Deliveries(
            Delivery<T> delivery,
            EnvironmentProgress progress,
            ExecutorService threads,
            RetryDelay retryDelay,
            BooleanSupplier isMember,
            Runnable onFinished) {
        this.delivery = delivery;
        this.progress = progress;
        this.threads = threads;
        this.retryDelay = retryDelay;
        this.isMember = isMember;
        this.onFinished = onFinished;
    }

    void add(EnvironmentId environment) {
        known.computeIfAbsent(
                environment,
                _ -> {
                    statuses.put(environment, DeliveryStatus.nothing(environment));
                    return new Known<>(
                            new EnvironmentQueue<>(environment, retryDelay),
                            delivery.problem(environment));
                });
    }

    Collection<EnvironmentId> environments() {
        return List.copyOf(known.keySet());
    }

    List<DeliveryStatus> status() {
        return List.copyOf(statuses.values());
    }

    List<EnvironmentQueue<T>> queues() {
        return known.values().stream().map(Known::queue).toList();
    }

    /** Starts a delivery for each environment that has a record due and none in flight. */
    void startDue() {
        for (EnvironmentQueue<T> queue : queues()) {
            queue.takeDue(System.nanoTime())
                    .ifPresent(item -> {
                        boolean delivered = queue.isUncommitted(item);
                        threads.execute(() -> {
                            finished.add(deliver(queue, item, delivered));
                            onFinished.run();
                        });
                    });
        }
    }

    private Finished<T> deliver(EnvironmentQueue<T> queue, Item<T> item, boolean before) {
        boolean delivered = before;
        try {
            if (!delivered) {
                switch (delivery.deliver(queue.environment(), item)) {
                    case Outcome.Done() -> delivered = true;
                    case Outcome.Retry retry -> {
                        return new Finished<>(queue, item, false, Optional.of(retry));
                    }
                }
            }
            commit(queue, item);
            return new Finished<>(queue, item, true, Optional.empty());
        } catch (InterruptedException | RuntimeException e) {
            String why =
                    delivered
                            ? "what was delivered cannot be committed: " + KafkaWords.of(e)
                            : "delivery failed: " + e;
            return new Finished<>(
                    queue, item, delivered, Optional.of(new Outcome.Retry(why, Optional.empty())));
        }
    }

    private void commit(EnvironmentQueue<T> queue, Item<T> item) {
        if (!isMember.getAsBoolean()) {
            throw new KafkaException("another instance may own the environment by now");
        }
        TopicPartition partition = item.offset().partition();
        progress.commit(Map.of(queue.environment(), Map.of(partition, item.offset().offset() + 1)));
    }

    /** Applies the results of deliveries that have ended. */
    void takeFinished() {
        for (@Nullable Finished<T> next = finished.poll(); next != null; next = finished.poll()) {
            apply(next);
        }
    }

    private void apply(Finished<T> result) {
        result.retry()
                .ifPresentOrElse(
                        retry ->
                                result.queue()
                                        .retry(
                                                result.item(),
                                                result.delivered(),
                                                retry,
                                                System.nanoTime()),
                        () -> result.queue().finished(result.item()));
    }

    /** Waits for what is in flight, so that it is not delivered again elsewhere, and commits. */
    void settle(Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        try {
            while (queues().stream().anyMatch(EnvironmentQueue::isInFlight)) {
                @Nullable Finished<T> next =
                        finished.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    break;
                }
                apply(next);
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        commit();
    }

    /** Commits the progress of all environments that have nothing in flight. */
    void commit() {
        var changed = new HashMap<EnvironmentId, Map<TopicPartition, Long>>();
        var committing = new ArrayList<EnvironmentQueue<T>>();
        for (EnvironmentQueue<T> queue : queues()) {
            Map<TopicPartition, Long> offsets = queue.uncommittedProgress();
            if (!queue.isInFlight() && !offsets.isEmpty()) {
                changed.put(queue.environment(), offsets);
                committing.add(queue);
            }
        }
        try {
            progress.commit(changed);
            committing.forEach(
                    queue -> queue.committed(changed.getOrDefault(queue.environment(), Map.of())));
        } catch (KafkaException e) {
            LOG.debug("Progress is committed later; finished records are committed", e);
        }
    }

    /**
     * Starts reading for the environments in {@code owned} that have not started yet.
     *
     * @return whether all have
     */
    boolean begin(
            Collection<EnvironmentId> owned, Collection<TopicPartition> partitions, int lookBack) {
        queues().stream()
                .filter(queue -> !owned.contains(queue.environment()))
                .forEach(EnvironmentQueue::released);
        List<EnvironmentQueue<T>> missing =
                queues().stream()
                        .filter(queue -> owned.contains(queue.environment()) && !queue.hasBegun())
                        .toList();
        List<EnvironmentQueue<T>> idle =
                missing.stream().filter(queue -> !queue.isInFlight()).toList();
        if (idle.isEmpty()) {
            return missing.isEmpty();
        }
        Map<TopicPartition, Long> beginnings = progress.beginnings(partitions);
        var loaded = progress.load(idle.stream().map(EnvironmentQueue::environment).toList());
        for (EnvironmentQueue<T> queue : idle) {
            Map<TopicPartition, Long> offsets = loaded.get(queue.environment());
            if (offsets == null) {
                queue.problem("an instance of an earlier version still reads its records");
            } else {
                queue.begin(offsets, beginnings, lookBack);
            }
        }
        return missing.stream().allMatch(EnvironmentQueue::hasBegun);
    }

    /**
     * Reports the state of all environments.
     *
     * @param kafkaProblem what is wrong for all of them
     */
    void report(Optional<String> kafkaProblem, @Nullable SharedReading<T> reading) {
        for (Known<T> each : known.values()) {
            EnvironmentQueue<T> queue = each.queue();
            queue.problem()
                    .or(() -> kafkaProblem)
                    .ifPresentOrElse(each.problem()::raise, each.problem()::clear);
            var status =
                    new DeliveryStatus(
                            queue.environment(),
                            queue.size(),
                            queue.sum(item -> delivery.amount(item.value())),
                            queue.oldestMillis().map(Instant::ofEpochMilli),
                            reading == null ? 0 : reading.unread(queue),
                            each.problem().current());
            statuses.put(queue.environment(), status);
            delivery.report(status);
        }
    }
}

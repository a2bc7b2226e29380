package io.flaghoist.aggregator.post;

import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.MetricsBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one environment that wait for SaaS, first come, first served: the first holds up
 * the others until SaaS takes it or never will. Confined to one thread but for {@link #problem()}.
 * Bounded as far as its user asks for room.
 *
 * @param <P> where a batch was read
 */
final class BatchQueue<P> {
    /** So many wait at most, and then so many bytes, but for what one more poll brings. */
    private static final int MAX_BATCHES = 100;

    private static final long MAX_BYTES = 1 << 20;

    /** So many batches are known to be done although Kafka may not know it yet. */
    private static final int MAX_DONE = 100;

    /** One that waits; written at {@code sinceMillis}, and so large on its topic. */
    record Waiting<P>(P place, MetricsBatch batch, long sinceMillis, int bytes) {}

    /** What is to be done with the first. */
    sealed interface Turn<P> {
        /** It is to be posted now. */
        record Post<P>(Waiting<P> first) implements Turn<P> {}

        /** It is to be left alone for so long. */
        record Wait<P>(long nanos) implements Turn<P> {}

        /** It was done before, and only its commit is missing; it is out of the line. */
        record Done<P>(Waiting<P> first) implements Turn<P> {}

        /** It has had its time, or there is nothing in it; it is out of the line. */
        record Gone<P>(Waiting<P> first) implements Turn<P> {}
    }

    private final EnvironmentId environment;
    private final Backoff firstRetry;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private final AggregatorMetrics metrics;
    private final Deque<Waiting<P>> waiting = new ArrayDeque<>();
    private final Set<String> done = new LinkedHashSet<>();
    private Backoff backoff;
    private long notBeforeNanos;
    private volatile @Nullable String problem;

    BatchQueue(
            EnvironmentId environment,
            Backoff firstRetry,
            RandomGenerator random,
            LongSupplier nanoTime,
            AggregatorMetrics metrics) {
        this.environment = environment;
        this.firstRetry = firstRetry;
        this.random = random;
        this.nanoTime = nanoTime;
        this.metrics = metrics;
        this.backoff = firstRetry;
        this.notBeforeNanos = nanoTime.getAsLong();
    }

    void add(Waiting<P> one) {
        waiting.addLast(one);
    }

    /** Leaves those out that somebody else is to post. */
    void leave(Predicate<P> places) {
        waiting.removeIf(one -> places.test(one.place()));
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether more may be added. */
    boolean hasRoom() {
        return waiting.size() < MAX_BATCHES
                && waiting.stream().mapToLong(Waiting::bytes).sum() < MAX_BYTES;
    }

    int size() {
        return waiting.size();
    }

    /** The first of the line, which must not be empty. */
    Waiting<P> first() {
        return waiting.getFirst();
    }

    /** Evaluations in all that wait. */
    long evaluations() {
        return waiting.stream().mapToLong(one -> one.batch().evaluations()).sum();
    }

    /** When the oldest one was written, epoch milliseconds. */
    OptionalLong oldestMillis() {
        return waiting.stream().mapToLong(Waiting::sinceMillis).min();
    }

    /** What SaaS says against the first, while it does; any thread. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /**
     * Whose turn it is; the line must not be empty.
     *
     * @param expiredBefore what was written before has had its time, epoch milliseconds: a batch
     *     that SaaS never gets along with must not hold up the others for ever
     */
    Turn<P> turn(long expiredBefore) {
        Waiting<P> first = waiting.getFirst();
        if (done.contains(first.batch().id())) {
            return new Turn.Done<>(remove());
        }
        if (first.sinceMillis() < expiredBefore) {
            metrics.dropped(first.batch());
            return new Turn.Gone<>(remove());
        }
        if (first.batch().toPost().isEmpty()) { // SaaS would answer 400
            return new Turn.Gone<>(remove());
        }
        long left = notBeforeNanos - nanoTime.getAsLong();
        return left > 0 ? new Turn.Wait<>(left) : new Turn.Post<>(first);
    }

    /**
     * The first is out of the line: SaaS accepted it, or its refusal is recorded. Should it be read
     * again, because it could not be committed, it is not posted again.
     */
    Waiting<P> remove() {
        backoff = firstRetry;
        notBeforeNanos = nanoTime.getAsLong();
        problem = null;
        Waiting<P> first = waiting.removeFirst();
        if (done.add(first.batch().id()) && done.size() > MAX_DONE) {
            done.remove(done.iterator().next());
        }
        return first;
    }

    /** The first stays, and is tried again later. */
    void retry(Endpoint.Outcome.Later later) {
        metrics.retry(environment);
        problem = later.why();
        notBeforeNanos = nanoTime.getAsLong() + backoff.delay(random, later.after()).toNanos();
        backoff = backoff.next();
    }
}

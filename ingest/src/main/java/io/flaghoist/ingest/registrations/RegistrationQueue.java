package io.flaghoist.ingest.registrations;

import io.flaghoist.ingest.metrics.RegistrationMetrics;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.Registration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registrations of one environment that wait for upstream, first come, first served: the first
 * holds up the others until upstream takes it or never will, so that the last content of a target
 * is also the last that upstream hears. Confined to one thread; its user bounds it.
 *
 * @param <P> where a registration was read
 */
final class RegistrationQueue<P> {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationQueue.class);

    /** One that waits. */
    record Waiting<P>(P place, Registration registration, long sinceMillis) {}

    /** What became of the first. */
    sealed interface Step<P> {
        /** It is settled: registered, known already, or refused for good. */
        record Settled<P>(P place) implements Step<P> {}

        /** Upstream is asked in so long, or again. */
        record Wait<P>(long nanos) implements Step<P> {}
    }

    private final EnvironmentId environment;
    private final Upstream upstream;
    private final KnownContents known;
    private final RateLimiter pace;
    private final Backoff firstRetry;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private final RegistrationMetrics metrics;
    private final Deque<Waiting<P>> waiting = new ArrayDeque<>();
    private Backoff backoff;
    private long notBeforeNanos;
    private boolean toldOfRefusal;
    private volatile @Nullable String problem;

    RegistrationQueue(
            EnvironmentId environment,
            Upstream upstream,
            KnownContents known,
            RateLimiter pace,
            Backoff firstRetry,
            RandomGenerator random,
            LongSupplier nanoTime,
            RegistrationMetrics metrics) {
        this.environment = environment;
        this.upstream = upstream;
        this.known = known;
        this.pace = pace;
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

    /** Leaves those out that somebody else is to register. */
    void leave(Predicate<P> places) {
        waiting.removeIf(one -> places.test(one.place()));
    }

    int size() {
        return waiting.size();
    }

    /** When the oldest one was written, epoch milliseconds. */
    OptionalLong oldestMillis() {
        return waiting.stream().mapToLong(Waiting::sinceMillis).min();
    }

    /** What upstream says against the first, while it does. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /**
     * Tries to settle the first, which must be there; may block for as long as upstream takes.
     *
     * @param expiredBefore what was written before has had its time, epoch milliseconds: a target
     *     that upstream never gets along with must not hold up the others for ever
     */
    Step<P> step(long expiredBefore) {
        Waiting<P> first = waiting.getFirst();
        if (first.sinceMillis() < expiredBefore) {
            metrics.rejected(environment, "expired");
            return settled();
        }
        if (known.contains(first.registration())) {
            metrics.duplicate(environment);
            return settled();
        }
        long left = notBeforeNanos - nanoTime.getAsLong();
        long wait = left > 0 ? left : pace.take();
        if (wait > 0) {
            return new Step.Wait<>(wait);
        }
        return switch (upstream.register(first.registration())) {
            case Upstream.Outcome.Accepted() -> {
                metrics.registered(environment);
                known.add(first.registration());
                yield settled();
            }
            case Upstream.Outcome.Never(var why) -> {
                reject(why);
                known.add(first.registration());
                yield settled();
            }
            case Upstream.Outcome.Later(var why, var after) -> {
                metrics.retry(environment);
                problem = why;
                long delay = backoff.delay(random, after).toNanos();
                backoff = backoff.next();
                notBeforeNanos = nanoTime.getAsLong() + delay;
                yield new Step.Wait<>(delay);
            }
        };
    }

    private Step<P> settled() {
        backoff = firstRetry;
        problem = null;
        return new Step.Settled<>(waiting.removeFirst().place());
    }

    private void reject(String why) {
        metrics.rejected(environment, "refused");
        if (!toldOfRefusal) {
            toldOfRefusal = true;
            LOG.warn(
                    "Environment {}: upstream {} a target, which is not registered. Others like it are only counted, in"
                            + " flaghoist_ingest_registrations_rejected_total.",
                    environment,
                    why);
        }
    }
}

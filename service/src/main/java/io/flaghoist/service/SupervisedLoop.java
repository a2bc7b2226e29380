package io.flaghoist.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that repeats one action and cannot end unnoticed. A turn that throws is logged, counted,
 * reported in health and retried with a growing delay; a turn that takes longer than its deadline
 * is reported in health while it lasts. Ends when it is closed or interrupted, or when a turn calls
 * {@link #finish()}.
 */
public final class SupervisedLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedLoop.class);

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final int MAX_DOUBLINGS = 7;

    /** One round. Waits for less than the loop's deadline. */
    @FunctionalInterface
    public interface Turn {
        void run() throws Exception;
    }

    private record Failure(Instant since, String what, int inSequence) {}

    private final LoopSpec spec;
    private final Duration pause;
    private final Turn turn;
    private final Runnable atEnd;
    private final Runnable onFailure;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private volatile @Nullable Thread thread;
    private volatile boolean finished;
    private volatile boolean inTurn;
    private volatile long turnSinceNanos;
    private volatile Instant turnSince = Instant.EPOCH;
    private volatile @Nullable Failure failure;

    SupervisedLoop(
            LoopSpec spec,
            Duration pause,
            Turn turn,
            Runnable atEnd,
            Runnable onFailure,
            Clock clock,
            LongSupplier nanoTime) {
        this.spec = spec;
        this.pause = pause;
        this.turn = turn;
        this.atEnd = atEnd;
        this.onFailure = onFailure;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Starts the thread; once. */
    public void start() {
        Thread.Builder builder =
                spec.onPlatformThread() ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
        Thread started = builder.name(spec.label()).unstarted(this::run);
        thread = started;
        started.start();
    }

    private void run() {
        try {
            while (!finished && !Thread.currentThread().isInterrupted()) {
                Duration wait = turnOnce();
                if (wait.isPositive() && !finished) {
                    Thread.sleep(wait);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the owner ends this thread
            finished = true;
        } finally {
            atEnd.run();
        }
    }

    /** The pause before the next turn. */
    private Duration turnOnce() throws InterruptedException {
        turnSince = clock.instant();
        turnSinceNanos = nanoTime.getAsLong();
        inTurn = true;
        try {
            turn.run();
            recovered();
            return pause;
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) { // Any failure: the loop goes on and reports it.
            if (finished || Thread.currentThread().isInterrupted()) {
                LOG.debug("{} ended in the middle of a turn", spec.label(), e);
                return Duration.ZERO;
            }
            return failed(e);
        } finally {
            inTurn = false;
        }
    }

    private void recovered() {
        Failure last = failure;
        if (last != null) {
            failure = null;
            LOG.info("{} recovered; it had failed since {}", spec.label(), last.since());
        }
    }

    private Duration failed(Throwable e) {
        onFailure.run();
        Failure last = failure;
        int inSequence = last == null ? 0 : last.inSequence() + 1;
        failure =
                new Failure(
                        last == null ? clock.instant() : last.since(), e.toString(), inSequence);
        if (last == null) {
            LOG.error(
                    "{} failed: {}. It is retried until it succeeds; further failures are counted in flaghoist_loop_failures_total.",
                    spec.label(),
                    spec.meaning(),
                    e);
        } else {
            LOG.debug("{} failed again", spec.label(), e);
        }
        return FIRST_RETRY.multipliedBy(1L << Math.min(inSequence, MAX_DOUBLINGS));
    }

    public LoopSpec spec() {
        return spec;
    }

    /** Whether it has ended or was asked to. */
    boolean isFinished() {
        return finished;
    }

    /** Whether the thread has ended or was never started. */
    public boolean hasEnded() {
        Thread running = thread;
        return running == null || !running.isAlive();
    }

    /** What is wrong with the loop: it fails, is stuck, or has ended without being closed. */
    public Optional<Problem> problem() {
        Failure last = failure;
        if (last != null) {
            return Optional.of(
                    problem("%s fails: %s".formatted(spec.label(), last.what()), last.since()));
        }
        if (inTurn && nanoTime.getAsLong() - turnSinceNanos > spec.deadline().toNanos()) {
            return Optional.of(
                    problem(
                            "%s has made no progress for more than %d s"
                                    .formatted(spec.label(), spec.deadline().toSeconds()),
                            turnSince));
        }
        if (thread != null && hasEnded() && !finished) {
            return Optional.of(problem(spec.label() + " has ended", turnSince));
        }
        return Optional.empty();
    }

    private Problem problem(String what, Instant since) {
        return new Problem(
                what,
                since,
                spec.meaning(),
                "the log of this process around that time; a thread dump shows where it stands");
    }

    /** No turn begins after this one. Callable from any thread, including a turn. */
    public void finish() {
        finished = true;
    }

    /** Asks the loop to end, without waiting. */
    public void interrupt() {
        finished = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Waits for the loop to end, for instance after {@link #finish()}. */
    public void awaitEnd(Duration atMost) {
        Thread running = thread;
        if (running != null) {
            try {
                var _ = running.join(atMost);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the loop and waits until its thread has ended, unless the caller is interrupted. */
    @Override
    public void close() {
        interrupt();
        Thread running = thread;
        if (running != null && !running.equals(Thread.currentThread())) {
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

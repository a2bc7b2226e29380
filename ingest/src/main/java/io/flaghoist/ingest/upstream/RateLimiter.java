package io.flaghoist.ingest.upstream;

import io.flaghoist.saas.Backoff;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Limits the rate of requests, of all environments together: at most N per second, and none while
 * the service asks to wait. First come, first served. Thread-safe.
 */
public final class RateLimiter {
    private final long spacingNanos;
    private final LongSupplier nanoTime;
    private long nextNanos;
    private long pausedUntilNanos;

    /**
     * No request yet.
     *
     * @param perSecond at most
     */
    public RateLimiter(double perSecond, LongSupplier nanoTime) {
        this.spacingNanos = (long) (Duration.ofSeconds(1).toNanos() / perSecond);
        this.nanoTime = nanoTime;
        this.nextNanos = nanoTime.getAsLong();
        this.pausedUntilNanos = nextNanos;
    }

    /** Waits for the next request's turn. */
    public void await() throws InterruptedException {
        do {
            Thread.sleep(Duration.ofNanos(reserve()));
        } while (isPaused()); // the service asked for it while this one waited
    }

    /** Takes the next turn; nanoseconds until it comes. */
    synchronized long reserve() {
        long now = nanoTime.getAsLong();
        long turn = nextNanos - now > 0 ? nextNanos : now;
        nextNanos = turn + spacingNanos;
        return turn - now;
    }

    /** The service asked everybody to wait. */
    synchronized void pause(Duration wait) {
        Duration bounded =
                wait.compareTo(Backoff.MAX_RETRY_AFTER) < 0 ? wait : Backoff.MAX_RETRY_AFTER;
        long until = nanoTime.getAsLong() + bounded.toNanos();
        pausedUntilNanos = until - pausedUntilNanos > 0 ? until : pausedUntilNanos;
        nextNanos = until - nextNanos > 0 ? until : nextNanos;
    }

    private synchronized boolean isPaused() {
        return pausedUntilNanos - nanoTime.getAsLong() > 0;
    }
}

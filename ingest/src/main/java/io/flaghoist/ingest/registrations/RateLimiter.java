package io.flaghoist.ingest.registrations;

import java.time.Duration;
import java.util.function.LongSupplier;

/** At most N requests per second over all environments, evenly spread. Thread-safe. */
final class RateLimiter {
    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private long freeAt;

    RateLimiter(int perSecond, LongSupplier nanoTime) {
        this.intervalNanos = Duration.ofSeconds(1).toNanos() / perSecond;
        this.nanoTime = nanoTime;
        this.freeAt = nanoTime.getAsLong();
    }

    /** Reserves the next slot; returns the nanoseconds until it. */
    synchronized long reserve() {
        long now = nanoTime.getAsLong();
        long slot = freeAt - now > 0 ? freeAt : now;
        freeAt = slot + intervalNanos;
        return slot - now;
    }
}

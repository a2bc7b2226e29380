package io.flaghoist.ingest.registrations;

import java.time.Duration;
import java.util.function.LongSupplier;

/** At most so many requests a second, evenly, whoever makes them. Thread-safe. */
final class RateLimiter {
    private final long apartNanos;
    private final LongSupplier nanoTime;
    private long freeAt;

    RateLimiter(int perSecond, LongSupplier nanoTime) {
        this.apartNanos = Duration.ofSeconds(1).toNanos() / perSecond;
        this.nanoTime = nanoTime;
        this.freeAt = nanoTime.getAsLong();
    }

    /** Takes the slot if it is free and returns 0; else the nanoseconds until one may be. */
    synchronized long take() {
        long now = nanoTime.getAsLong();
        if (freeAt - now > 0) {
            return freeAt - now;
        }
        freeAt = now + apartNanos;
        return 0;
    }
}

package io.flaghoist.follower;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A point in time by both clocks of this machine. The monotonic clock stops while the machine is
 * suspended, and the wall clock can be set: neither alone measures elapsed time.
 *
 * @param nanos by the monotonic clock
 * @param wallMillis by the wall clock, epoch milliseconds
 */
record Moment(long nanos, long wallMillis) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** How far the wall clock may fall behind the monotonic clock before it counts as set back. */
    static final long TOLERATED_STEP_MILLIS = 2_000;

    static Supplier<Moment> by(Clock clock, LongSupplier nanoTime) {
        return () -> new Moment(nanoTime.getAsLong(), clock.millis());
    }

    /** Elapsed time, the greater of both clocks; never negative. */
    long millisSince(Moment earlier) {
        long monotonic = (nanos - earlier.nanos) / NANOS_PER_MILLI;
        return Math.max(0, Math.max(monotonic, wallMillis - earlier.wallMillis));
    }

    /** Whether the wall clock was set back since then. */
    boolean ranBackSince(Moment earlier) {
        long monotonic = (nanos - earlier.nanos) / NANOS_PER_MILLI;
        return wallMillis - earlier.wallMillis < monotonic - TOLERATED_STEP_MILLIS;
    }

    Instant wall() {
        return Instant.ofEpochMilli(wallMillis);
    }
}

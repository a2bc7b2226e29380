package io.flaghoist.ingest.environment;

import java.util.function.LongSupplier;

/** Something that is due at a time of the monotonic clock, or never. Confined to one thread. */
final class Timer {
    private final LongSupplier nanoTime;
    private boolean isSet;
    private long dueNanos;

    Timer(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void in(long nanos) {
        isSet = true;
        dueNanos = nanoTime.getAsLong() + nanos;
    }

    /** Brings it forward; never back. */
    void atLatestIn(long nanos) {
        if (!isSet || remaining() > nanos) {
            in(nanos);
        }
    }

    void never() {
        isSet = false;
    }

    /** Nanoseconds until it is due; 0 when it is; {@code Long.MAX_VALUE} for never. */
    long remaining() {
        return isSet ? Math.max(0, dueNanos - nanoTime.getAsLong()) : Long.MAX_VALUE;
    }

    boolean isDue() {
        return remaining() == 0;
    }
}

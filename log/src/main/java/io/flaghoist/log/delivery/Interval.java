package io.flaghoist.log.delivery;

import java.time.Duration;

/** Says at most once per interval that it is over. Confined to one thread. */
final class Interval {
    private final long nanos;
    private long overAt;

    Interval(Duration interval) {
        this.nanos = interval.toNanos();
        this.overAt = System.nanoTime() + nanos;
    }

    boolean isOver() {
        long now = System.nanoTime();
        if (now - overAt < 0) {
            return false;
        }
        overAt = now + nanos;
        return true;
    }

    /** Is over now. */
    void expire() {
        overAt = System.nanoTime();
    }
}

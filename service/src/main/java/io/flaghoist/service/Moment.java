package io.flaghoist.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * A point in time by both clocks of this machine: the monotonic clock stands still while the
 * machine is suspended, the wall clock can be set. The elapsed time is the greater of the two.
 *
 * @param wall by the wall clock
 * @param nanos by the monotonic clock
 */
public record Moment(Instant wall, long nanos) {
    public static Moment now(Clock clock, LongSupplier nanoTime) {
        return new Moment(clock.instant(), nanoTime.getAsLong());
    }

    /** The time elapsed until {@code later}; never negative. */
    public Duration until(Moment later) {
        Duration monotonic = Duration.ofNanos(later.nanos - nanos);
        Duration byWall = Duration.between(wall, later.wall);
        Duration greater = monotonic.compareTo(byWall) > 0 ? monotonic : byWall;
        return greater.isNegative() ? Duration.ZERO : greater;
    }

    /** By the monotonic clock: both must be of this process. */
    public boolean isBefore(Moment other) {
        return nanos - other.nanos < 0;
    }
}

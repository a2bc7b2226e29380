package io.flaghoist.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * A moment by both clocks of this machine: the monotonic one stands still while the machine is
 * suspended, the other one is set by people. What has passed is the greater of what they say.
 *
 * @param wall by the wall clock
 * @param nanos by the monotonic clock
 */
public record Moment(Instant wall, long nanos) {
    public static Moment now(Clock clock, LongSupplier nanoTime) {
        return new Moment(clock.instant(), nanoTime.getAsLong());
    }

    /** How much has passed until {@code later}; never negative. */
    public Duration until(Moment later) {
        Duration monotonic = Duration.ofNanos(later.nanos - nanos);
        Duration byWall = Duration.between(wall, later.wall);
        Duration greater = monotonic.compareTo(byWall) > 0 ? monotonic : byWall;
        return greater.isNegative() ? Duration.ZERO : greater;
    }

    /** Whether this is before {@code other}; of one process, so that the monotonic clock tells. */
    public boolean isBefore(Moment other) {
        return nanos - other.nanos < 0;
    }
}

package io.flaghoist.follower;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Both clocks of a machine, which stand still unless they are moved. */
final class ManualClock extends Clock {
    private long nanos = Duration.ofDays(400).toNanos();
    private Instant wall = Instant.parse("2026-11-21T10:00:00Z");

    void advance(Duration time) {
        nanos += time.toNanos();
        wall = wall.plus(time);
    }

    /** The machine sleeps: its monotonic clock stands still. */
    void suspend(Duration time) {
        wall = wall.plus(time);
    }

    /** Somebody sets the wall clock. */
    void set(Instant time) {
        wall = time;
    }

    long nanos() {
        return nanos;
    }

    Moment now() {
        return new Moment(nanos, wall.toEpochMilli());
    }

    @Override
    public Instant instant() {
        return wall;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}

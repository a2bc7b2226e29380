package io.flaghoist.faults.check;

import java.time.Duration;
import java.util.function.Supplier;

/** The time of a run, set by hand. */
final class ManualTime implements Supplier<Duration> {
    private Duration now = Duration.ZERO;

    static Duration at(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    ManualTime set(double seconds) {
        now = at(seconds);
        return this;
    }

    @Override
    public Duration get() {
        return now;
    }
}

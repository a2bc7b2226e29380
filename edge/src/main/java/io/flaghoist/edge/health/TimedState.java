package io.flaghoist.edge.health;

import java.time.InstantSource;
import java.util.Objects;

/** A state and the time of its last change. Thread-safe. */
final class TimedState<T> {
    private final InstantSource clock;
    private T value;
    private long sinceMillis;

    TimedState(T value, InstantSource clock) {
        this.clock = clock;
        this.value = value;
        this.sinceMillis = clock.millis();
    }

    synchronized void become(T next) {
        if (!Objects.equals(value, next)) {
            value = next;
            sinceMillis = clock.millis();
        }
    }

    synchronized T value() {
        return value;
    }

    synchronized long sinceMillis() {
        return sinceMillis;
    }
}

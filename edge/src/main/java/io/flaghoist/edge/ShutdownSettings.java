package io.flaghoist.edge;

import io.dropwizard.util.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the shutdown.
 *
 * @param readinessOff how long {@code /ready} returns 503 before the shutdown begins, so that load
 *     balancers notice; default 0 s
 * @param drain maximum duration of closing streams; default 10 s. At most one stream is closed
 *     every 10 ms
 */
record ShutdownSettings(Duration readinessOff, Duration drain) {
    public ShutdownSettings(@Nullable Duration readinessOff, @Nullable Duration drain) {
        this.readinessOff = Objects.requireNonNullElse(readinessOff, Duration.seconds(0));
        this.drain = Objects.requireNonNullElse(drain, Duration.seconds(10));
    }

    public static ShutdownSettings defaults() {
        return new ShutdownSettings(null, null);
    }
}

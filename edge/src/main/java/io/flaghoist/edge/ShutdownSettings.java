package io.flaghoist.edge;

import io.dropwizard.util.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How this edge goes.
 *
 * @param readinessOff how long {@code /ready} says no before anything else happens, so that
 *     balancers notice; default 0 s
 * @param drain over how long streams are closed when they are many; default 10 s. Few streams are
 *     closed at once: one every 10 ms
 */
public record ShutdownSettings(Duration readinessOff, Duration drain) {
    public ShutdownSettings(@Nullable Duration readinessOff, @Nullable Duration drain) {
        this.readinessOff = Objects.requireNonNullElse(readinessOff, Duration.seconds(0));
        this.drain = Objects.requireNonNullElse(drain, Duration.seconds(10));
    }

    public static ShutdownSettings defaults() {
        return new ShutdownSettings(null, null);
    }
}

package io.flaghoist.edge;

import io.dropwizard.util.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Requests with an SDK key that this edge does not know: they wait until it is known whether the
 * key exists, because an SDK that is refused does not ask again.
 *
 * @param maxWait how long at most; default 20 s
 * @param maxWaiting how many requests wait at most; default 512; beyond, they are told to come
 *     again
 * @param maxPerAddress how many of one client address; default 64
 */
public record UnknownKeySettings(Duration maxWait, int maxWaiting, int maxPerAddress) {

    public UnknownKeySettings(@Nullable Duration maxWait, int maxWaiting, int maxPerAddress) {
        this.maxWait = Objects.requireNonNullElse(maxWait, Duration.seconds(20));
        this.maxWaiting = maxWaiting == 0 ? 512 : maxWaiting;
        this.maxPerAddress = maxPerAddress == 0 ? 64 : maxPerAddress;
    }

    public static UnknownKeySettings defaults() {
        return new UnknownKeySettings(null, 0, 0);
    }
}

package io.flaghoist.edge;

import io.dropwizard.util.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Requests with an unknown SDK key: they wait until it is known whether the key exists, because an
 * SDK does not retry after a refusal.
 *
 * @param maxWait maximum wait; default 20 s
 * @param maxWaiting maximum number of waiting requests; default 512; others get 500 with {@code
 *     Retry-After}
 * @param maxPerAddress maximum per client address; default 64
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

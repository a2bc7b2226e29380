package io.flaghoist.saas;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Full-jitter exponential retry as a value: starting anew is using the first again.
 *
 * @param ceiling upper end of the next random delay
 * @param max upper end of all later ones
 */
public record Backoff(Duration ceiling, Duration max) {
    /** The longest pause that upstream can ask for. */
    public static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(10);

    public Backoff {
        if (ceiling.isNegative() || ceiling.isZero()) {
            throw new IllegalArgumentException("a retry delay is positive");
        }
        ceiling = ceiling.compareTo(max) > 0 ? max : ceiling;
    }

    /**
     * The delay before the next try: random up to {@link #ceiling()}, but not less than upstream
     * asks for.
     */
    public Duration delay(RandomGenerator random, Optional<Duration> retryAfter) {
        Duration jittered = Duration.ofNanos(random.nextLong(ceiling.toNanos()) + 1);
        Duration asked =
                retryAfter
                        .filter(d -> d.compareTo(MAX_RETRY_AFTER) < 0)
                        .orElse(retryAfter.isPresent() ? MAX_RETRY_AFTER : Duration.ZERO);
        return asked.plus(jittered);
    }

    /** The strategy for the delay after this many failures in sequence, at least 1. */
    public Backoff after(int failures) {
        Backoff backoff = this;
        for (int i = 1; i < failures && backoff.ceiling.compareTo(max) < 0; i++) {
            backoff = backoff.next();
        }
        return backoff;
    }

    /** The strategy after one more failure. */
    public Backoff next() {
        return new Backoff(ceiling.multipliedBy(2), max);
    }
}

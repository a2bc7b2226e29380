package io.flaghoist.log.delivery;

import java.time.Duration;
import java.util.Optional;

/** The delay before a failed delivery is tried again. */
@FunctionalInterface
public interface RetryDelay {
    /**
     * The delay after a number of failures in sequence.
     *
     * @param failures at least 1
     * @param retryAfter how long upstream asks to wait
     */
    Duration after(int failures, Optional<Duration> retryAfter);
}

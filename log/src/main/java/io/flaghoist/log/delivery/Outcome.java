package io.flaghoist.log.delivery;

import java.time.Duration;
import java.util.Optional;

/** The result of one delivery. */
public sealed interface Outcome {
    /** Accepted, or rejected permanently: the record is finished. */
    record Done() implements Outcome {}

    /**
     * May succeed later.
     *
     * @param retryAfter how long upstream asks to wait
     */
    record Retry(String why, Optional<Duration> retryAfter) implements Outcome {}
}

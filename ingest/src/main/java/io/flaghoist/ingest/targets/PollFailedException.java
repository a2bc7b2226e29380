package io.flaghoist.ingest.targets;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A poll was not finished. */
final class PollFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;
    private final boolean isOfTheLog;

    PollFailedException(String what, Optional<Duration> retryAfter, boolean isOfTheLog) {
        super(what);
        this.retryAfter = retryAfter.orElse(null);
        this.isOfTheLog = isOfTheLog;
    }

    /** How long upstream asks to wait. */
    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Whether the contents of the topic are unknown. */
    boolean isOfTheLog() {
        return isOfTheLog;
    }
}

package io.flaghoist.ingest.targets;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A poll was not finished. */
public final class PollFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;
    private final boolean isOfTheLog;

    private PollFailedException(String what, @Nullable Duration retryAfter, boolean isOfTheLog) {
        super(what);
        this.retryAfter = retryAfter;
        this.isOfTheLog = isOfTheLog;
    }

    /** The topic could not be read or written; its contents are unknown. */
    public static PollFailedException ofTheLog(String what) {
        return new PollFailedException(what, null, true);
    }

    static PollFailedException ofUpstream(String what, Optional<Duration> retryAfter) {
        return new PollFailedException(what, retryAfter.orElse(null), false);
    }

    /** How long upstream asks to wait. */
    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    boolean isOfTheLog() {
        return isOfTheLog;
    }
}

package io.flaghoist.ingest.environment;

import io.flaghoist.service.Moment;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Up to when one stream has told all that upstream had to say: its last byte, once the stream has
 * waited for more in vain for a moment. Before that, what was said earlier may still lie in a
 * buffer, as after this process, or the way to upstream, stood still. After a silence nobody can
 * tell one from the other: what comes then may be a backlog, which comes in pieces with the pauses
 * of a slow way between them. Thread-safe.
 */
final class StreamClock {
    /** Far longer than it takes to read the next piece of what has already arrived. */
    static final Duration SETTLES = Duration.ofMillis(20);

    /** What is held back for less than this is within what clocks may differ. */
    static final Duration SILENCE = Duration.ofSeconds(1);

    /** Longer than the pauses between the pieces of a backlog. */
    static final Duration BACKLOG_SETTLES = Duration.ofSeconds(1);

    /** A stream that never rests has delivered its backlog by then. */
    static final Duration BACKLOG_AT_MOST = Duration.ofSeconds(5);

    private @Nullable Moment received;
    private @Nullable Moment told;
    private @Nullable Moment waitsSince;
    private @Nullable Moment backlogSince;

    /** All events among the bytes that came are told; the stream waits for more. */
    synchronized void waits(Moment now) {
        waitsSince = now;
    }

    synchronized void received(Moment now) {
        told = toldAt(now);
        Moment last = received;
        if (last == null || isLonger(last, now, SILENCE)) {
            backlogSince = now;
        } else if (backlogSince != null && isLonger(backlogSince, now, BACKLOG_AT_MOST)) {
            backlogSince = null;
        }
        waitsSince = null;
        received = now;
    }

    /** The last byte before which nothing is untold; empty before the first. */
    synchronized Optional<Moment> toldUpTo(Moment now) {
        return Optional.ofNullable(toldAt(now));
    }

    private @Nullable Moment toldAt(Moment now) {
        Moment since = waitsSince;
        Duration settles = backlogSince == null ? SETTLES : BACKLOG_SETTLES;
        return since != null && isLonger(since, now, settles) ? received : told;
    }

    private static boolean isLonger(Moment since, Moment now, Duration time) {
        return since.until(now).compareTo(time) >= 0;
    }
}

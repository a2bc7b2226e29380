package io.flaghoist.ingest.environment;

import io.flaghoist.service.Moment;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Up to when one stream has delivered all events of upstream: its last byte, once the stream has
 * waited for more in vain for a moment. Before that, earlier events may still be in a buffer, for
 * instance after this process, or the connection, was suspended. After a silence the two cannot be
 * distinguished: what arrives then may be a backlog, which arrives in pieces, with pauses between
 * them on a slow connection. Thread-safe.
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
    private @Nullable Moment complete;
    private @Nullable Moment waitsSince;
    private @Nullable Moment backlogSince;

    /** All events among the received bytes are delivered; the stream waits for more. */
    synchronized void waits(Moment now) {
        waitsSince = now;
    }

    synchronized void received(Moment now) {
        complete = completeAt(now);
        Moment last = received;
        if (last == null || isLonger(last, now, SILENCE)) {
            backlogSince = now;
        } else if (backlogSince != null && isLonger(backlogSince, now, BACKLOG_AT_MOST)) {
            backlogSince = null;
        }
        waitsSince = null;
        received = now;
    }

    /** The last byte before which all events are delivered; empty before the first. */
    synchronized Optional<Moment> completeUpTo(Moment now) {
        return Optional.ofNullable(completeAt(now));
    }

    private @Nullable Moment completeAt(Moment now) {
        Moment since = waitsSince;
        Duration settles = backlogSince == null ? SETTLES : BACKLOG_SETTLES;
        return since != null && isLonger(since, now, settles) ? received : complete;
    }

    private static boolean isLonger(Moment since, Moment now, Duration time) {
        return since.until(now).compareTo(time) >= 0;
    }
}

package io.flaghoist.ingest.environment;

import io.flaghoist.service.Moment;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Up to when one stream has told all that upstream had to say: its last byte, once the stream has
 * waited for more in vain for a moment. Before that, what was said earlier may still lie in a
 * buffer, as after this process, or the way to upstream, stood still. Thread-safe.
 */
final class StreamClock {
    /** Far longer than it takes to read the next piece of what has already arrived. */
    static final Duration SETTLES = Duration.ofMillis(20);

    private @Nullable Moment received;
    private @Nullable Moment told;
    private @Nullable Moment waitsSince;

    /** All events among the bytes that came are told; the stream waits for more. */
    synchronized void waits(Moment now) {
        waitsSince = now;
    }

    synchronized void received(Moment now) {
        told = toldAt(now);
        waitsSince = null;
        received = now;
    }

    /** The last byte before which nothing is untold; empty before the first. */
    synchronized Optional<Moment> toldUpTo(Moment now) {
        return Optional.ofNullable(toldAt(now));
    }

    private @Nullable Moment toldAt(Moment now) {
        Moment since = waitsSince;
        return since != null && now.nanos() - since.nanos() >= SETTLES.toNanos() ? received : told;
    }
}

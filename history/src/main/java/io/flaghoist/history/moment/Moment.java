package io.flaghoist.history.moment;

import java.time.Instant;
import java.util.Optional;

/** A point in the history of an environment. */
public sealed interface Moment {
    /** After the change with this revision; 0 is before the first. */
    record Revision(long revision) implements Moment {}

    /**
     * After the last change that was observed by then.
     *
     * @param note in a line, how a local time was taken that did not mean one instant
     */
    record At(Instant instant, Optional<String> note) implements Moment {
        public At(Instant instant) {
            this(instant, Optional.empty());
        }
    }

    /** After the last change that there is. */
    record Now() implements Moment {}
}

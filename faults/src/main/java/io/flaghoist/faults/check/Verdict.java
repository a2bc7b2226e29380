package io.flaghoist.faults.check;

import java.time.Duration;
import java.util.Optional;

/** Whether what an edge served and said of one document was honest. */
public sealed interface Verdict {
    /**
     * SaaS held it within the time that the edge tells.
     *
     * @param behind how long before the answer SaaS held it last
     */
    record Honest(Duration behind) implements Verdict {}

    /** The edge calls itself stale, so that it may serve what it has. */
    record SaidStale() implements Verdict {}

    /** The answer calls this document an exception. */
    record Named() implements Verdict {}

    /** The edge says nothing of its age: it promises nothing, though it should. */
    record Untold() implements Verdict {}

    /**
     * SaaS held it too long ago, or never.
     *
     * @param age that the edge told
     * @param behind how long before the request SaaS held it last; empty if it never did
     */
    record Lie(Duration age, Optional<Duration> behind) implements Verdict {}
}

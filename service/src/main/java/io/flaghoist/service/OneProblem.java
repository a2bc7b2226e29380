package io.flaghoist.service;

import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At most one current problem of a part of a service. Logs when it begins and when it ends. Raised
 * and cleared by one thread, read by any.
 */
public final class OneProblem {
    private static final Logger LOG = LoggerFactory.getLogger(OneProblem.class);

    private final String part;
    private final String meanwhile;
    private final String check;
    private final Clock clock;
    private volatile @Nullable Problem current;

    /**
     * No problem yet.
     *
     * @param part what it is about, for logs
     * @param meanwhile what the service does while it lasts
     * @param check what to look at
     */
    public OneProblem(String part, String meanwhile, String check, Clock clock) {
        this.part = part;
        this.meanwhile = meanwhile;
        this.check = check;
        this.clock = clock;
    }

    /** Begins the problem, or updates its description. */
    public void raise(String what) {
        Problem known = current;
        if (known == null) {
            LOG.warn("{}: {}. Meanwhile {}. Check {}.", part, what, meanwhile, check);
        } else if (!known.what().equals(what)) {
            LOG.info("{}: now {}", part, what);
        }
        current =
                new Problem(
                        what, known == null ? clock.instant() : known.since(), meanwhile, check);
    }

    /** Ends the problem, if there is one. */
    public void clear() {
        Problem gone = current;
        if (gone != null) {
            current = null;
            LOG.info("{}: over, after it began at {}: {}", part, gone.since(), gone.what());
        }
    }

    public Optional<Problem> current() {
        return Optional.ofNullable(current);
    }
}

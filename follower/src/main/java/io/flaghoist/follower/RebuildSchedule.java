package io.flaghoist.follower;

import java.time.Duration;

/**
 * When to read an environment again: immediately the first time, then with exponential backoff
 * while it does not help. Confined to the follower's thread.
 */
final class RebuildSchedule {
    private static final long FIRST_REST_MILLIS = Duration.ofSeconds(5).toMillis();
    private static final int MAX_DOUBLINGS = 6;

    private boolean ordered;
    private Moment orderedAt = new Moment(0, 0);
    private int attempts;
    private Moment attemptedAt = new Moment(0, 0);

    void order(Moment now) {
        if (!ordered) {
            ordered = true;
            orderedAt = now;
        }
    }

    void cancel() {
        ordered = false;
    }

    /**
     * Whether to start now.
     *
     * @param lookedAt when Kafka was asked for the start of the log; an answer from before the
     *     order may be its cause
     */
    boolean isDue(Moment lookedAt, Moment now) {
        return ordered
                && lookedAt.nanos() - orderedAt.nanos() >= 0
                && (attempts == 0 || now.millisSince(attemptedAt) >= restMillis());
    }

    private long restMillis() {
        return FIRST_REST_MILLIS << Math.min(attempts - 1, MAX_DOUBLINGS);
    }

    void begun(Moment now) {
        ordered = false;
        attempts++;
        attemptedAt = now;
    }

    /** The rebuild succeeded. */
    void succeeded() {
        ordered = false;
        attempts = 0;
    }
}

package io.flaghoist.edge.http;

/**
 * How long a thread of the lane rests between batches of answers. All posts of a group are answered
 * together, and given at once they would keep every core busy for milliseconds, the clients' too:
 * whoever asks for flags then waits for a core. A post that has waited for its group can wait a
 * little longer, unless the thread has no time to spare. For one thread; times are nanoseconds.
 */
final class Pace {
    private static final long WINDOW = 100_000_000;
    private static final long LONGEST_REST = 1_000_000;

    private long began;
    private long worked;
    private boolean hasTime = true;

    Pace(long now) {
        this.began = now;
    }

    /** The thread has worked for {@code nanos} until {@code now}. */
    void worked(long nanos, long now) {
        worked += nanos;
        long window = now - began;
        if (window >= WINDOW) {
            hasTime = worked < window / 2;
            worked = 0;
            began = now;
        }
    }

    /**
     * As long as it worked, so that half of its core is free meanwhile, and a millisecond at most;
     * 0 when it has no time.
     */
    long restAfter(long nanos) {
        return hasTime ? Math.min(nanos, LONGEST_REST) : 0;
    }
}

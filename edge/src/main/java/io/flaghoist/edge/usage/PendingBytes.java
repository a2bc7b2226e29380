package io.flaghoist.edge.usage;

import java.util.concurrent.atomic.AtomicLong;

/** Limits the memory of posts that are not durable yet, and counts these posts. Thread-safe. */
final class PendingBytes {
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();
    private volatile AtomicLong earlier = new AtomicLong();
    private volatile AtomicLong posts = new AtomicLong();

    PendingBytes(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Admits a post of {@code weight} bytes if there is room. */
    boolean admit(long weight) {
        if (bytes.addAndGet(weight) > maxBytes) {
            bytes.addAndGet(-weight);
            return false;
        }
        return true;
    }

    void grow(long weight) {
        bytes.addAndGet(weight);
    }

    void shrink(long weight) {
        bytes.addAndGet(-weight);
    }

    long bytes() {
        return bytes.get();
    }

    /** Counts a post that waits; returns what to run when it is answered. */
    Runnable waiting() {
        AtomicLong counter = posts;
        counter.incrementAndGet();
        return counter::decrementAndGet;
    }

    /** Counts posts that come later separately; called once. */
    void mark() {
        earlier = posts;
        posts = new AtomicLong();
    }

    /** Posts that waited at {@link #mark} and still wait. */
    long postsBeforeMark() {
        return earlier.get();
    }

    /** Posts that wait for their answer. */
    long posts() {
        return posts.get() + earlier.get();
    }
}

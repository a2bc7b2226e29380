package io.flaghoist.edge.usage;

import java.util.concurrent.atomic.AtomicLong;

/** How much of what was taken in is not yet durable. Thread-safe. */
final class PendingBytes {
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();
    private volatile AtomicLong earlier = new AtomicLong();
    private volatile AtomicLong posts = new AtomicLong();

    PendingBytes(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes a post of so many bytes in, unless there is no room. */
    boolean admit(long weight) {
        if (bytes.addAndGet(weight) > maxBytes) {
            bytes.addAndGet(-weight);
            return false;
        }
        return true;
    }

    /** One more post waits; returns what to run when it is answered. */
    Runnable waiting() {
        AtomicLong mine = posts;
        mine.incrementAndGet();
        return mine::decrementAndGet;
    }

    /** From now on posts that come are told apart from those that wait already. */
    synchronized void mark() {
        earlier = posts;
        posts = new AtomicLong();
    }

    /** Posts that waited at the last mark and still do. */
    long postsBeforeMark() {
        return earlier.get();
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

    /** Posts that wait for their answer. */
    long posts() {
        return posts.get() + earlier.get();
    }
}

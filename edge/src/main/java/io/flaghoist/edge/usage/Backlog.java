package io.flaghoist.edge.usage;

import java.util.concurrent.atomic.AtomicLong;

/** How much of what was taken in is not yet durable. Thread-safe. */
final class Backlog {
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong posts = new AtomicLong();

    Backlog(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes a post of so many bytes in, unless there is no room. */
    boolean admit(long weight) {
        if (bytes.addAndGet(weight) > maxBytes) {
            bytes.addAndGet(-weight);
            return false;
        }
        posts.incrementAndGet();
        return true;
    }

    /** A post was answered. */
    void answered() {
        posts.decrementAndGet();
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
        return posts.get();
    }
}

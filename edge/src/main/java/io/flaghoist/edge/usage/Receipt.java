package io.flaghoist.edge.usage;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The answer that a post waits for: it may have gone into several groups, and is durable when the
 * last of them is. Thread-safe.
 */
final class Receipt {
    private final Acknowledgement acknowledgement;
    private final AtomicInteger open = new AtomicInteger(1); // whoever distributes the post
    private volatile boolean lost;

    Receipt(Acknowledgement acknowledgement) {
        this.acknowledgement = acknowledgement;
    }

    /** One more group has something of it. */
    void expect() {
        open.incrementAndGet();
    }

    /** Whoever was expected is done. */
    void settle(boolean durable) {
        if (!durable) {
            lost = true;
        }
        if (open.decrementAndGet() > 0) {
            return;
        }
        if (lost) {
            acknowledgement.lost();
        } else {
            acknowledgement.durable();
        }
    }
}

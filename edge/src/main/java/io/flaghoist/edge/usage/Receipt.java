package io.flaghoist.edge.usage;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer that a post waits for: it may have gone into several groups, and is durable when the
 * last of them is. Thread-safe.
 */
final class Receipt {
    private static final Logger log = LoggerFactory.getLogger(Receipt.class);

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
        try {
            if (lost) {
                acknowledgement.lost();
            } else {
                acknowledgement.durable();
            }
        } catch (RuntimeException e) { // others wait for the same group
            log.warn("A post of metrics could not be answered; its sender may post it again", e);
        }
    }
}

package io.flaghoist.edge.usage;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a post that was merged into one or more groups, once the last of them is settled.
 * Thread-safe.
 */
final class Receipt {
    private static final Logger log = LoggerFactory.getLogger(Receipt.class);

    private final Acknowledgement acknowledgement;
    private final UsageMeters meters;
    private final Runnable answered;
    private final AtomicInteger open = new AtomicInteger(1); // the merging of the post itself
    private volatile boolean lost;

    /**
     * @param answered called after the answer
     */
    Receipt(Acknowledgement acknowledgement, UsageMeters meters, Runnable answered) {
        this.acknowledgement = acknowledgement;
        this.meters = meters;
        this.answered = answered;
    }

    /** One more group holds a part of the post. */
    void expect() {
        open.incrementAndGet();
    }

    /** A group, or the merging, is done. */
    void settle(boolean durable) {
        if (!durable) {
            lost = true;
        }
        if (open.decrementAndGet() == 0) {
            answer();
        }
    }

    private void answer() {
        if (lost) {
            meters.postLost();
        } else {
            meters.postConfirmed();
        }
        try {
            acknowledgement.answer(!lost);
        } catch (RuntimeException e) { // the other posts of the group must be answered
            log.warn("A post of metrics could not be answered; its sender may post it again", e);
        } finally {
            answered.run();
        }
    }
}

package io.flaghoist.edge.usage;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * A group on its way to Kafka or to disk, with those who wait for it.
 *
 * @param weight what it takes in memory, nearly
 */
record ClosedGroup(EncodedGroup stored, List<Receipt> receipts, int weight) {
    private static final int AT_ONCE = 64;

    /**
     * Answers those who wait, elsewhere: neither Kafka's thread nor the one that writes to disk has
     * time for so many sockets.
     */
    void settle(boolean durable, Executor answers) {
        for (int from = 0; from < receipts.size(); from += AT_ONCE) {
            List<Receipt> some = receipts.subList(from, Math.min(from + AT_ONCE, receipts.size()));
            answers.execute(() -> some.forEach(receipt -> receipt.settle(durable)));
        }
    }
}

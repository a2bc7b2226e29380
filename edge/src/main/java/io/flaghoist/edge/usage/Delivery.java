package io.flaghoist.edge.usage;

import io.flaghoist.schemas.EnvironmentId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes groups durable: in Kafka or, while Kafka is unavailable, on disk. A group that Kafka did
 * not confirm goes to disk under the same id, by which a reader recognises a duplicate. Used by the
 * owner's thread; the error is read by any.
 */
final class Delivery {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);
    private static final int ANSWERS_PER_TASK = 64;

    private final MetricsTopic topic;
    private final Spool spool;
    private final PendingBytes pending;
    private final SeenContents seen;
    private final UsageMeters meters;
    private final Executor answers;
    private final List<ClosedGroup> unconfirmed =
            new ArrayList<>(); // for the disk, refused by Kafka
    private final List<ClosedGroup> unsent =
            new ArrayList<>(); // for the disk, not tried with Kafka
    private volatile @Nullable String error;

    /**
     * @param answers where posts are answered
     */
    Delivery(
            MetricsTopic topic,
            Spool spool,
            PendingBytes pending,
            SeenContents seen,
            UsageMeters meters,
            Executor answers) {
        this.topic = topic;
        this.spool = spool;
        this.pending = pending;
        this.seen = seen;
        this.meters = meters;
        this.answers = answers;
    }

    /** Sends a group to Kafka, or keeps it for {@link #flush} while Kafka is unavailable. */
    void deliver(ClosedGroup group) {
        if (topic.isAway()) {
            unsent.add(group);
        } else {
            topic.send(group.encoded(), outcome -> sent(group, outcome, true));
        }
    }

    private void sent(ClosedGroup group, MetricsTopic.Outcome outcome, boolean thenDisk) {
        switch (outcome) {
            case ARRIVED -> {
                meters.produced.inc();
                settle(group, true);
            }
            case UNKNOWN -> {
                if (thenDisk) {
                    unconfirmed.add(group);
                } else {
                    lost(group);
                }
            }
            case TOO_LARGE -> lost(group);
        }
    }

    /** Writes to disk what Kafka does not accept. */
    void flush() {
        if (unsent.isEmpty() && unconfirmed.isEmpty()) {
            return;
        }
        List<ClosedGroup> groups = Stream.concat(unconfirmed.stream(), unsent.stream()).toList();
        if (append(groups)) {
            meters.spooled.inc(groups.size());
            groups.forEach(group -> settle(group, true));
        } else {
            unconfirmed.forEach(this::lost);
            for (ClosedGroup group : unsent) { // Kafka may be available again
                topic.send(group.encoded(), outcome -> sent(group, outcome, false));
            }
        }
        unconfirmed.clear();
        unsent.clear();
    }

    private boolean append(List<ClosedGroup> groups) {
        try {
            spool.append(groups.stream().map(ClosedGroup::encoded).toList());
            error = null;
            return true;
        } catch (IOException | RuntimeException e) { // in any case posts wait for an answer
            diskFails(e);
            return false;
        }
    }

    private void diskFails(Exception failure) {
        if (error == null) {
            log.error(
                    "Metrics cannot be written to disk while Kafka is unavailable; posts are answered with 500 until one of"
                            + " them accepts metrics. Check dataDirectory.",
                    failure);
        }
        error = failure.toString();
    }

    private void lost(ClosedGroup group) {
        meters.lost.inc();
        EnvironmentId environment = group.encoded().environment();
        group.targets().forEach(target -> seen.forget(environment, target));
        settle(group, false);
    }

    /** Answers the posts on other threads: the owner has no time for so many sockets. */
    private void settle(ClosedGroup group, boolean durable) {
        pending.shrink(group.weight());
        List<Receipt> receipts = group.receipts();
        for (int from = 0; from < receipts.size(); from += ANSWERS_PER_TASK) {
            int to = Math.min(from + ANSWERS_PER_TASK, receipts.size());
            List<Receipt> some = receipts.subList(from, to);
            answers.execute(() -> some.forEach(receipt -> receipt.settle(durable)));
        }
    }

    /** Why the last group could not be written to disk; null when it could. */
    @Nullable String error() {
        return error;
    }
}

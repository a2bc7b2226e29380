package io.flaghoist.edge.usage;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.MetricsCodec;
import io.flaghoist.schemas.metrics.MetricsGroup;
import io.flaghoist.schemas.metrics.SeenTarget;
import io.flaghoist.schemas.metrics.Usage;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges posts into the open group of each environment, and closes groups. The id of a group is a
 * random UUID of this process and a number. For one thread.
 */
final class Groups {
    private static final Logger log = LoggerFactory.getLogger(Groups.class);

    private final String edge;
    private final int maxBytes;
    private final long intervalNanos;
    private final Consumer<ClosedGroup> closed;
    private final PendingBytes pending;
    private final UsageMeters meters;
    private final InstantSource clock;
    private final SeenContents seen;
    private final UUID boot = UUID.randomUUID();
    private final Map<EnvironmentId, OpenGroup> open = new HashMap<>();
    private long sequence;

    /**
     * @param edge the name of this edge
     * @param maxBytes size at which a group is closed
     * @param intervalNanos age at which a group is closed
     * @param closed receives every group that is closed
     * @param seen which targets were reported recently
     */
    Groups(
            String edge,
            int maxBytes,
            long intervalNanos,
            Consumer<ClosedGroup> closed,
            PendingBytes pending,
            UsageMeters meters,
            InstantSource clock,
            SeenContents seen) {
        this.edge = edge;
        this.maxBytes = maxBytes;
        this.intervalNanos = intervalNanos;
        this.closed = closed;
        this.pending = pending;
        this.meters = meters;
        this.clock = clock;
        this.seen = seen;
    }

    /** Merges a post; {@code receipt} waits for every group that holds a part of it. */
    void merge(EnvironmentId environment, ParsedPost post, Receipt receipt) {
        long evaluations = 0;
        for (Usage usage : post.usages()) {
            OpenGroup group = group(environment);
            pending.grow(group.add(usage));
            group.awaitedBy(receipt);
            evaluations += usage.count();
            meters.sdkUsage(environment, usage.key());
        }
        meters.merged(post.usages().size(), evaluations);
        for (SeenTarget target : post.targets()) {
            merge(environment, target, receipt);
        }
    }

    private void merge(EnvironmentId environment, SeenTarget target, Receipt receipt) {
        if (!seen.isNew(environment, target)) {
            meters.targets("duplicate", 1);
            return;
        }
        OpenGroup group = group(environment);
        pending.grow(group.add(target));
        group.awaitedBy(receipt);
        meters.targets("merged", 1);
    }

    private OpenGroup group(EnvironmentId environment) {
        OpenGroup group = open.get(environment);
        if (group != null && group.isFull(maxBytes)) {
            close(group);
            group = null;
        }
        if (group == null) {
            group = new OpenGroup(environment, clock.millis(), System.nanoTime());
            pending.grow(group.size());
            open.put(environment, group);
            meters.opened.inc();
        }
        return group;
    }

    /** Closes the groups that are due, and returns the nanoseconds until the next one is. */
    long closeDue() {
        long now = System.nanoTime();
        long next = Long.MAX_VALUE;
        for (OpenGroup group : List.copyOf(open.values())) {
            long left = group.openedNanos() + intervalNanos - now;
            if (left <= 0 || group.isFull(maxBytes)) {
                close(group);
            } else {
                next = Math.min(next, left);
            }
        }
        return next;
    }

    void closeAll() {
        List.copyOf(open.values()).forEach(this::close);
    }

    private void close(OpenGroup group) {
        open.remove(group.environment());
        ClosedGroup ready;
        try {
            ready = encoded(group);
        } catch (RuntimeException e) {
            log.error(
                    "A group of metrics of environment {} could not be written as JSON; its posts are answered with 500."
                            + " This is a defect: please report it.",
                    group.environment(),
                    e);
            meters.lost.inc();
            pending.shrink(group.size());
            group.receipts().forEach(receipt -> receipt.settle(false));
            return;
        }
        closed.accept(ready);
    }

    private ClosedGroup encoded(OpenGroup group) {
        long now = clock.millis();
        MetricsGroup content = group.close(boot + "-" + ++sequence, edge, now);
        byte[] json = Objects.requireNonNull(MetricsCodec.encode(content).value());
        return new ClosedGroup(
                new EncodedGroup(group.environment(), now, content.evaluations(), json),
                content.targets(),
                group.receipts(),
                group.size());
    }
}

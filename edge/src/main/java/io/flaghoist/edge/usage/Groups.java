package io.flaghoist.edge.usage;

import io.flaghoist.edge.metrics.UsageMeters;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.MetricsCodec;
import io.flaghoist.schemas.metrics.MetricsGroup;
import io.flaghoist.schemas.metrics.SeenTarget;
import io.flaghoist.schemas.metrics.Usage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges posts into the open group of each environment, and closes groups. Its ids are those of
 * this life of the edge: a random UUID and a number. For one thread.
 */
final class Groups {
    private static final Logger log = LoggerFactory.getLogger(Groups.class);

    private final String edge;
    private final int maxBytes;
    private final long intervalNanos;
    private final Consumer<ClosedGroup> closed;
    private final PendingBytes backlog;
    private final UsageMeters meters;
    private final InstantSource clock;
    private final SeenContents seen;
    private final UUID boot = UUID.randomUUID();
    private final Map<EnvironmentId, OpenGroup> open = new HashMap<>();
    private long sequence;

    /**
     * @param edge how this edge is called
     * @param maxBytes of a group: when it has so many it is closed
     * @param closed gets every group that is closed; must not block
     */
    Groups(
            String edge,
            int maxBytes,
            long intervalNanos,
            Consumer<ClosedGroup> closed,
            PendingBytes backlog,
            UsageMeters meters,
            InstantSource clock) {
        this.edge = edge;
        this.maxBytes = maxBytes;
        this.intervalNanos = intervalNanos;
        this.closed = closed;
        this.backlog = backlog;
        this.meters = meters;
        this.clock = clock;
        this.seen = new SeenContents(clock);
    }

    /** Merges a post; {@code receipt} will wait for every group that has something of it. */
    void merge(EnvironmentId environment, ParsedPost post, Receipt receipt, long now) {
        long evaluations = 0;
        for (Usage usage : post.usages()) {
            OpenGroup group = group(environment, now);
            backlog.grow(group.add(usage));
            group.awaitedBy(receipt);
            evaluations += usage.count();
        }
        meters.merged(post.usages().size(), evaluations);
        for (SeenTarget target : post.targets()) {
            merge(environment, target, receipt, now);
        }
        meters.targets("anonymous", post.anonymousTargets());
        meters.targets("skipped", post.skippedTargets());
        receipt.settle(true);
    }

    private void merge(EnvironmentId environment, SeenTarget target, Receipt receipt, long now) {
        if (!seen.isNews(environment, target)) {
            meters.targets("duplicate", 1);
            return;
        }
        OpenGroup group = group(environment, now);
        backlog.grow(group.add(target));
        group.awaitedBy(receipt);
        meters.targets("merged", 1);
    }

    private OpenGroup group(EnvironmentId environment, long now) {
        OpenGroup group = open.get(environment);
        if (group != null && group.isFull(maxBytes)) {
            close(group);
            group = null;
        }
        if (group == null) {
            group = new OpenGroup(environment, clock.millis(), now);
            backlog.grow(group.size());
            open.put(environment, group);
            meters.groupOpened();
        }
        return group;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Closes the groups whose time has come, and returns how long until the next one's. */
    long closeDue(long now) {
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
        group.entries((key, entries) -> meters.sdkUsage(group.environment(), key, entries));
        ClosedGroup ready;
        try {
            ready = encoded(group);
        } catch (RuntimeException e) {
            log.error(
                    "A group of metrics of environment {} could not be written as JSON; its posts are answered with 500."
                            + " This is a defect: please report it.",
                    group.environment(),
                    e);
            meters.groupLost();
            backlog.shrink(group.size());
            group.receipts().forEach(receipt -> receipt.settle(false));
            return;
        }
        closed.accept(ready);
    }

    private ClosedGroup encoded(OpenGroup group) {
        long now = clock.millis();
        MetricsGroup whole = group.close(boot + "-" + ++sequence, edge, now);
        byte[] json = Objects.requireNonNull(MetricsCodec.encode(whole).value());
        var receipts = new ArrayList<>(group.receipts());
        if (!whole.targets().isEmpty()) {
            receipts.add(forgetting(whole));
        }
        return new ClosedGroup(
                new EncodedGroup(group.environment(), now, whole.evaluations(), json),
                receipts,
                group.size());
    }

    /** When a group is lost, its targets were not passed on. */
    private Receipt forgetting(MetricsGroup group) {
        return new Receipt(
                new Acknowledgement() {
                    @Override
                    public void durable() {
                        // they were passed on, as is remembered already
                    }

                    @Override
                    public void lost() {
                        group.targets().forEach(target -> seen.forget(group.environment(), target));
                    }
                });
    }
}

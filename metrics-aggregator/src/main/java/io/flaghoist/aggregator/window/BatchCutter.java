package io.flaghoist.aggregator.window;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.MetricsBatch;
import io.flaghoist.schemas.metrics.SeenTarget;
import io.flaghoist.schemas.metrics.Usage;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what an environment's window holds into batches within the limits, in the order in which it
 * is added. Confined to one use.
 */
public final class BatchCutter {
    private final EnvironmentId environment;
    private final long windowStart;
    private final long windowEnd;
    private final long closing;
    private final BatchLimits limits;
    private final List<MetricsBatch> batches = new ArrayList<>();
    private List<Usage> usages = new ArrayList<>();
    private List<SeenTarget> targets = new ArrayList<>();
    private long bytes;

    /**
     * Nothing to cut yet.
     *
     * @param windowStart epoch milliseconds
     * @param windowEnd exclusive, epoch milliseconds
     * @param closing tells apart what is cut from one window at different times; part of the ids
     */
    public BatchCutter(
            EnvironmentId environment,
            long windowStart,
            long windowEnd,
            long closing,
            BatchLimits limits) {
        this.environment = environment;
        this.windowStart = windowStart;
        this.windowEnd = windowEnd;
        this.closing = closing;
        this.limits = limits;
    }

    /** Adds what the window holds. */
    public void add(WindowEntry entry) {
        switch (entry) {
            case WindowEntry.Used(_, _, var usage) -> {
                room(List.of(usage), List.of());
                usages.add(usage);
            }
            case WindowEntry.Seen(_, _, var target) -> {
                if (targets.size() == limits.targets()) {
                    cut();
                }
                room(List.of(), List.of(target));
                targets.add(target);
            }
        }
    }

    /** All batches, none of them empty. */
    public List<MetricsBatch> finish() {
        if (!usages.isEmpty() || !targets.isEmpty()) {
            cut();
        }
        return batches;
    }

    /** A body with one element is at least as large as what the element adds to another body. */
    private void room(List<Usage> usage, List<SeenTarget> target) {
        int more =
                new MetricsBatch("one", environment, windowStart, windowEnd, usage, target)
                        .toPost()
                        .json()
                        .length;
        if (bytes > 0 && bytes + more > limits.bytes()) {
            cut();
        }
        bytes += more;
    }

    private void cut() {
        String id = environment.value() + ":" + windowStart + ":" + closing + ":" + batches.size();
        batches.add(new MetricsBatch(id, environment, windowStart, windowEnd, usages, targets));
        usages = new ArrayList<>();
        targets = new ArrayList<>();
        bytes = 0;
    }
}

package io.flaghoist.aggregator.window;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.MetricsBatch;
import io.flaghoist.schemas.metrics.SeenTarget;
import io.flaghoist.schemas.metrics.Usage;
import io.flaghoist.schemas.metrics.UsageKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cuts what an environment's window holds into batches within the limits, in the order in which it
 * is added. Confined to one use.
 */
public final class BatchCutter {
    /** Names and numbers of an entry of the body, without its texts. */
    private static final int ENTRY_BYTES = 450;

    private static final int ATTRIBUTE_BYTES = 24;
    private static final int ESCAPED_BYTES = 6;

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
                makeRoom(size(usage));
                usages.add(usage);
            }
            case WindowEntry.Seen(_, _, var target) -> {
                if (targets.size() == limits.targets()) {
                    cut();
                }
                makeRoom(size(target));
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

    private void makeRoom(long size) {
        if (bytes > 0 && bytes + size > limits.bytes()) {
            cut();
        }
        bytes += size;
    }

    /** Upper bound of the bytes that the usage adds to a body. */
    static long size(Usage usage) {
        UsageKey key = usage.key();
        long entries = (usage.count() - 1) / Integer.MAX_VALUE + 1;
        long texts =
                2 * size(key.feature())
                        + size(usage.featureName())
                        + size(key.variation())
                        + size(usage.value())
                        + size(key.sdkType())
                        + size(key.sdkLanguage())
                        + size(key.sdkVersion());
        return entries * (ENTRY_BYTES + texts);
    }

    /** Upper bound of the bytes that the target adds to a body. */
    static long size(SeenTarget target) {
        long size = ENTRY_BYTES + 2 * size(target.identifier()) + size(target.name());
        for (Map.Entry<String, String> attribute : target.attributes().entrySet()) {
            size += ATTRIBUTE_BYTES + size(attribute.getKey()) + size(attribute.getValue());
        }
        return size;
    }

    private static long size(String text) {
        return text.chars().mapToLong(BatchCutter::size).sum();
    }

    private static long size(int character) {
        boolean escaped =
                character < ' '
                        || character == '"'
                        || character == '\\'
                        || Character.isSurrogate((char) character);
        if (escaped) {
            return ESCAPED_BYTES;
        }
        return character < 0x80 ? 1 : 3;
    }

    private void cut() {
        String id = environment.value() + ":" + windowStart + ":" + closing + ":" + batches.size();
        batches.add(new MetricsBatch(id, environment, windowStart, windowEnd, usages, targets));
        usages = new ArrayList<>();
        targets = new ArrayList<>();
        bytes = 0;
    }
}

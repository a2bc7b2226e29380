package io.flaghoist.edge.usage;

import io.flaghoist.schemas.metrics.SeenTarget;
import io.flaghoist.schemas.metrics.Usage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A post as far as it counts. Filled by one thread, then handed over whole. */
public final class ParsedPost {
    private static final int USAGE_WEIGHT = 160;

    private final List<Usage> usages = new ArrayList<>();
    private final List<SeenTarget> targets = new ArrayList<>(0);
    private Map<Skip, Integer> skipped = Map.of();
    private int skippedEntries;
    private int anonymousTargets;
    private int skippedTargets;
    private long targetWeight;

    void add(Usage usage) {
        usages.add(usage);
    }

    void skip(Skip reason) {
        if (skipped.isEmpty()) {
            skipped = new EnumMap<>(Skip.class);
        }
        skipped.merge(reason, 1, Integer::sum);
        skippedEntries++;
    }

    void add(SeenTarget target, int weight) {
        targets.add(target);
        targetWeight += weight;
    }

    void anonymousTarget() {
        anonymousTargets++;
    }

    void skipTarget() {
        skippedTargets++;
    }

    List<Usage> usages() {
        return usages;
    }

    List<SeenTarget> targets() {
        return targets;
    }

    /** Entries that are not counted, by reason. */
    Map<Skip, Integer> skipped() {
        return skipped;
    }

    /** How many these are together. */
    int skippedEntries() {
        return skippedEntries;
    }

    int anonymousTargets() {
        return anonymousTargets;
    }

    int skippedTargets() {
        return skippedTargets;
    }

    boolean isEmpty() {
        return usages.isEmpty() && targets.isEmpty();
    }

    /** What it takes in memory, nearly. */
    long weight() {
        return 256 + (long) USAGE_WEIGHT * usages.size() + targetWeight;
    }
}

package io.flaghoist.edge.usage;

import io.flaghoist.schemas.metrics.SeenTarget;
import io.flaghoist.schemas.metrics.Usage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a post reports. Filled by one thread, then handed over to another. */
public final class ParsedPost {
    private static final int FRAME = 256;
    private static final int USAGE_WEIGHT = 160;

    private final List<Usage> usages = new ArrayList<>();
    private final List<SeenTarget> targets = new ArrayList<>(0);
    private final Map<Skip, Integer> skipped = new EnumMap<>(Skip.class);
    private int anonymousTargets;
    private int skippedTargets;
    private long weight = FRAME;

    void add(Usage usage) {
        usages.add(usage);
        weight += USAGE_WEIGHT;
    }

    void skip(Skip reason) {
        skipped.merge(reason, 1, Integer::sum);
    }

    void add(SeenTarget target, int targetWeight) {
        targets.add(target);
        weight += targetWeight;
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

    int anonymousTargets() {
        return anonymousTargets;
    }

    int skippedTargets() {
        return skippedTargets;
    }

    /** Approximate size in memory, in bytes. */
    long weight() {
        return weight;
    }
}

package io.flaghoist.evaluation;

import io.flaghoist.schemas.wire.FeatureConfig.VariationMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Who gets a variation by name or by group, made ready (evaluation.md, 2.2). Immutable. */
final class TargetMap {
    /** One entry. */
    record Entry(String variation, @Nullable Evaluation outcome, List<String> groups) {}

    private final List<Entry> entries;
    private final Map<String, Integer> firstByTarget;
    private final int[] withGroups;

    private TargetMap(List<Entry> entries, Map<String, Integer> firstByTarget, int[] withGroups) {
        this.entries = entries;
        this.firstByTarget = firstByTarget;
        this.withGroups = withGroups;
    }

    static TargetMap of(@Nullable List<VariationMap> map, Variations variations) {
        var entries = new ArrayList<Entry>();
        var firstByTarget = new HashMap<String, Integer>();
        for (VariationMap entry : Configs.list(map)) {
            for (var target : Configs.list(entry.targets())) {
                firstByTarget.putIfAbsent(Configs.text(target.identifier()), entries.size());
            }
            entries.add(
                    new Entry(
                            Configs.text(entry.variation()),
                            variations.chosen(entry.variation()),
                            Configs.list(entry.targetSegments())));
        }
        firstByTarget.remove("");
        int[] withGroups =
                IntStream.range(0, entries.size())
                        .filter(i -> !entries.get(i).groups().isEmpty())
                        .toArray();
        return new TargetMap(List.copyOf(entries), firstByTarget, withGroups);
    }

    List<Entry> entries() {
        return entries;
    }

    /** The first entry that the target is in; negative when there is none. */
    int entry(EvaluationTarget target, Memberships memberships) {
        int byName = entryByName(target);
        for (int place : withGroups) {
            if (byName >= 0 && place >= byName) {
                break;
            }
            if (memberships.inAny(entries.get(place).groups())) {
                return place;
            }
        }
        return byName;
    }

    /** The first entry that lists the target itself; negative when there is none. */
    int entryByName(EvaluationTarget target) {
        Integer place = firstByTarget.get(target.identifier());
        return place == null ? -1 : place;
    }

    @Nullable Evaluation choose(EvaluationTarget target, Memberships memberships) {
        if (entries.isEmpty()) {
            return null;
        }
        int place = entry(target, memberships);
        return place < 0 ? null : entries.get(place).outcome();
    }
}

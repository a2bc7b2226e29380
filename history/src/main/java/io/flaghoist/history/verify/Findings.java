package io.flaghoist.history.verify;

import io.flaghoist.history.log.RecordOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects findings: the first thousand in full, the others as counts. Remembers which records they
 * are about, so that the consequences of a finding are not reported as further ones.
 */
final class Findings {
    static final int MAX_KEPT = 1_000;

    private final List<Finding> kept = new ArrayList<>();
    private final Map<Finding.Kind, Long> counts = new EnumMap<>(Finding.Kind.class);
    private final Set<RecordOffset> places = new HashSet<>();
    private final List<Finding> ofRevisions = new ArrayList<>();

    void add(Finding finding) {
        counts.merge(finding.kind(), 1L, Long::sum);
        if (kept.size() < MAX_KEPT) {
            kept.add(finding);
        }
    }

    /** Adds a finding about the chain: whatever else its records state is disregarded. */
    void addToChain(Finding finding) {
        add(finding);
        places.add(finding.place());
        if (finding.kind() != Finding.Kind.INSERTED) {
            ofRevisions.add(finding);
        }
    }

    boolean concerns(long revision) {
        return ofRevisions.stream()
                .anyMatch(it -> it.revision() <= revision && revision <= it.lastRevision());
    }

    boolean concerns(ChainRecord record) {
        return places.contains(record.place()) || concerns(record.revision());
    }

    void addAll(Findings others) {
        others.kept.stream().limit(MAX_KEPT - kept.size()).forEach(kept::add);
        others.counts.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    Map<Finding.Kind, Long> counts() {
        return Map.copyOf(counts);
    }

    /** By revision, then by place. */
    List<Finding> kept() {
        return kept.stream()
                .sorted(
                        Comparator.comparingLong(Finding::revision)
                                .thenComparing(finding -> finding.place().topic())
                                .thenComparingLong(finding -> finding.place().offset()))
                .toList();
    }
}

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
 * Gathers what is wrong: once per record, and of many only the first, but all are counted. Knows
 * which records are under suspicion, so that nothing is told again as its own consequence.
 */
final class FindingCollector {
    static final int MAX_KEPT = 1_000;

    private record Range(long first, long last) {
        boolean meets(long from, long to) {
            return first <= to && from <= last;
        }
    }

    private final List<Finding> kept = new ArrayList<>();
    private final Map<Finding.Kind, Long> counts = new EnumMap<>(Finding.Kind.class);
    private final Set<RecordOffset> places = new HashSet<>();
    private final List<Range> revisions = new ArrayList<>();
    private final List<Range> indexes = new ArrayList<>();

    /** Adds a finding unless its record has one. */
    void add(Finding finding) {
        if (places.contains(finding.place()) && finding.kind() != Finding.Kind.MISSING) {
            return;
        }
        counts.merge(finding.kind(), 1L, Long::sum);
        if (kept.size() < MAX_KEPT) {
            kept.add(finding);
            if (finding.kind() != Finding.Kind.MISSING) {
                places.add(finding.place());
            }
        }
    }

    /** Counts what is not told one by one. */
    void count(Finding.Kind kind, long more) {
        if (more > 0) {
            counts.merge(kind, more, Long::sum);
        }
    }

    /** What other records say about these revisions says nothing. */
    void suspectRevisions(long first, long last) {
        if (revisions.size() < MAX_KEPT) {
            revisions.add(new Range(first, last));
        }
    }

    /** What these records say, in the order of reading, says nothing. */
    void suspect(Link first, Link last) {
        if (indexes.size() < MAX_KEPT) {
            indexes.add(new Range(first.index(), last.index()));
        }
    }

    /** Suspects one record, and what is said of its revision. */
    void suspect(Link link) {
        suspect(link, link);
        suspectRevisions(link.revision(), link.revision());
    }

    boolean isSuspectRevision(long revision) {
        return revisions.stream().anyMatch(range -> range.meets(revision, revision));
    }

    boolean anySuspect(long firstIndex, long lastIndex) {
        return indexes.stream().anyMatch(range -> range.meets(firstIndex, lastIndex));
    }

    boolean isSuspect(Link link) {
        return anySuspect(link.index(), link.index()) || isSuspectRevision(link.revision());
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

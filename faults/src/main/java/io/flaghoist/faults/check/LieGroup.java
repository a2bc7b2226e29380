package io.flaghoist.faults.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Lies of one subject that were seen at about the same time, and so probably have one cause.
 *
 * @param lies in the order in which they were seen first; at least one
 */
public record LieGroup(List<Lie> lies) {
    /** Without a lie for so long, the next one has a cause of its own. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    public LieGroup {
        lies = List.copyOf(lies);
        if (lies.isEmpty()) {
            throw new IllegalArgumentException("a group has lies");
        }
    }

    public Sighting.Subject subject() {
        return lies.getFirst().subject();
    }

    public Duration from() {
        return lies.getFirst().firstAnswered();
    }

    public Duration until() {
        return until(lies);
    }

    /** Groups, in the order of their subjects and then of time. */
    public static List<LieGroup> of(List<Lie> lies) {
        var groups = new ArrayList<LieGroup>();
        var current = new ArrayList<Lie>();
        var sorted =
                lies.stream()
                        .sorted(
                                Comparator.comparing(Lie::subject)
                                        .thenComparing(Lie::firstAnswered))
                        .toList();
        for (Lie lie : sorted) {
            if (!current.isEmpty() && !belongs(lie, current)) {
                groups.add(new LieGroup(current));
                current.clear();
            }
            current.add(lie);
        }
        if (!current.isEmpty()) {
            groups.add(new LieGroup(current));
        }
        return groups;
    }

    private static boolean belongs(Lie lie, List<Lie> group) {
        return lie.subject().equals(group.getFirst().subject())
                && lie.firstAnswered().compareTo(until(group).plus(PAUSE)) <= 0;
    }

    private static Duration until(List<Lie> lies) {
        return lies.stream().map(Lie::lastAnswered).max(Duration::compareTo).orElseThrow();
    }
}

package io.flaghoist.evaluation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which flags may come out differently because something else has changed. */
final class Dependents {
    private final CompiledFlags flags;
    private final CompiledSegments segments;

    Dependents(CompiledFlags flags, CompiledSegments segments) {
        this.flags = flags;
        this.segments = segments;
    }

    /** Flags with {@code flag} among their prerequisites or those prerequisites' own; sorted. */
    List<String> ofFlag(String flag) {
        Set<String> found = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(flag));
        while (!open.isEmpty()) {
            String required = open.pop();
            all().filter(other ->
                            other.prerequisites().stream()
                                    .anyMatch(p -> p.feature().equals(required)))
                    .map(CompiledFlag::identifier)
                    .filter(found::add)
                    .forEach(open::push);
        }
        found.remove(flag);
        return List.copyOf(found);
    }

    /** Flags that ask about {@code segment}, over other groups too, and those that require them. */
    List<String> ofSegment(String segment) {
        Set<String> groups = groupsThatAskAbout(segment);
        Set<String> found = new TreeSet<>();
        all().filter(flag -> flag.groups().anyMatch(groups::contains))
                .map(CompiledFlag::identifier)
                .forEach(flag -> {
                    found.add(flag);
                    found.addAll(ofFlag(flag));
                });
        return List.copyOf(found);
    }

    private Set<String> groupsThatAskAbout(String segment) {
        Set<String> found = new HashSet<>(Set.of(segment));
        boolean more;
        do {
            more = false;
            for (int place : segments.nested()) {
                CompiledSegment nested = segments.at(place);
                if (!found.contains(nested.identifier())
                        && nested.groups().stream().anyMatch(found::contains)) {
                    found.add(nested.identifier());
                    more = true;
                }
            }
        } while (more);
        return found;
    }

    private Stream<CompiledFlag> all() {
        return Stream.iterate(0, place -> place < flags.size(), place -> place + 1).map(flags::at);
    }
}

package io.flaghoist.evaluation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Flags that may be affected by a change of something else. */
final class Dependents {
    private final CompiledFlags flags;
    private final CompiledSegments segments;

    Dependents(CompiledFlags flags, CompiledSegments segments) {
        this.flags = flags;
        this.segments = segments;
    }

    /** Flags with {@code flag} among their direct or indirect prerequisites; sorted. */
    List<String> ofFlag(String flag) {
        Set<String> found = withThoseThatRequire(List.of(flag));
        found.remove(flag);
        return List.copyOf(found);
    }

    /**
     * Flags that refer to {@code segment}, also through other groups, and those that require them.
     */
    List<String> ofSegment(String segment) {
        Set<String> groups = groupsThatAskAbout(segment);
        List<String> asking =
                all().filter(flag -> flag.groups().anyMatch(groups::contains))
                        .map(CompiledFlag::identifier)
                        .toList();
        return List.copyOf(withThoseThatRequire(asking));
    }

    private Set<String> withThoseThatRequire(List<String> roots) {
        Map<String, List<String>> requiredBy = new HashMap<>();
        all().forEach(flag ->
                flag.prerequisites()
                        .forEach(prerequisite ->
                                requiredBy
                                        .computeIfAbsent(
                                                prerequisite.feature(), _ -> new ArrayList<>())
                                        .add(flag.identifier())));
        Set<String> found = new TreeSet<>(roots);
        Deque<String> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            for (String other : requiredBy.getOrDefault(open.pop(), List.of())) {
                if (found.add(other)) {
                    open.push(other);
                }
            }
        }
        return found;
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

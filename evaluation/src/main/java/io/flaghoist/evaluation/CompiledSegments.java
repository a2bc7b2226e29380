package io.flaghoist.evaluation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The target groups of an environment, each with its index. Immutable. */
final class CompiledSegments {
    private final CompiledSegment[] segments;
    private final Map<String, Integer> places;
    private final int[] nested;

    /** Of duplicate identifiers the first counts. */
    CompiledSegments(Collection<CompiledSegment> segments) {
        this.segments = segments.toArray(CompiledSegment[]::new);
        this.places = HashMap.newHashMap(segments.size());
        for (int i = 0; i < this.segments.length; i++) {
            places.putIfAbsent(this.segments[i].identifier(), i);
        }
        this.nested = nestedFirst();
    }

    int size() {
        return segments.length;
    }

    CompiledSegment at(int place) {
        return segments[place];
    }

    /** The index of a group; negative if unknown. */
    int place(String identifier) {
        Integer place = places.get(identifier);
        return place == null ? -1 : place;
    }

    @Nullable CompiledSegment get(String identifier) {
        Integer place = places.get(identifier);
        return place == null ? null : segments[place];
    }

    /** The indexes of groups that refer to groups, in topological order except for cycles. */
    int[] nested() {
        return nested;
    }

    /** Depth first without recursion: chains may be long. */
    private int[] nestedFirst() {
        var order = new ArrayList<Integer>();
        var seen = new boolean[segments.length];
        for (int root = 0; root < segments.length; root++) {
            Deque<Visit> open = new ArrayDeque<>();
            enter(root, seen, open);
            while (!open.isEmpty()) {
                Visit visit = open.peek();
                if (visit.groups().hasNext()) {
                    int next = place(visit.groups().next());
                    if (next >= 0) {
                        enter(next, seen, open);
                    }
                } else {
                    order.add(visit.place());
                    open.pop();
                }
            }
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    private record Visit(int place, Iterator<String> groups) {}

    private void enter(int place, boolean[] seen, Deque<Visit> open) {
        if (!seen[place] && segments[place].asksAboutGroups()) {
            seen[place] = true;
            open.push(new Visit(place, segments[place].groups().iterator()));
        }
    }
}

package io.flaghoist.evaluation;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The flags of an environment ordered by identifier, each with its index. */
final class CompiledFlags {
    private final CompiledFlag[] flags;
    private final Map<String, Integer> places;

    /** Of duplicate identifiers the first counts. */
    CompiledFlags(Collection<CompiledFlag> flags) {
        this.flags =
                flags.stream()
                        .sorted(Comparator.comparing(CompiledFlag::identifier))
                        .toArray(CompiledFlag[]::new);
        this.places = HashMap.newHashMap(this.flags.length);
        for (int i = 0; i < this.flags.length; i++) {
            places.putIfAbsent(this.flags[i].identifier(), i);
        }
    }

    int size() {
        return flags.length;
    }

    CompiledFlag at(int place) {
        return flags[place];
    }

    /** The index of a flag; negative if unknown. */
    int place(String identifier) {
        Integer place = places.get(identifier);
        return place == null ? -1 : place;
    }

    /** Identifiers of the flags on or between cycles of prerequisites; sorted. */
    List<String> inCircles() {
        int[][] leadsTo = new int[flags.length][];
        for (int place = 0; place < flags.length; place++) {
            leadsTo[place] =
                    flags[place].prerequisites().stream()
                            .filter(prerequisite -> prerequisite.refused() == null)
                            .mapToInt(prerequisite -> place(prerequisite.feature()))
                            .filter(next -> next >= 0)
                            .toArray();
        }
        return Circles.of(leadsTo).stream().mapToObj(place -> flags[place].identifier()).toList();
    }
}

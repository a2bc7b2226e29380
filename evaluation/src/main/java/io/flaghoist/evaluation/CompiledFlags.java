package io.flaghoist.evaluation;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The flags of an environment in the order of their identifiers, each with a number: its place. */
final class CompiledFlags {
    private final CompiledFlag[] flags;
    private final Map<String, Integer> places;

    /** Of several flags with one identifier the first counts. */
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

    /** The place of a flag; negative when there is none. */
    int place(String identifier) {
        Integer place = places.get(identifier);
        return place == null ? -1 : place;
    }

    /** Identifiers of the flags that are, over others, their own prerequisite; sorted. */
    List<String> onCycles() {
        return Stream.of(flags).filter(this::requiresItself).map(CompiledFlag::identifier).toList();
    }

    private boolean requiresItself(CompiledFlag flag) {
        Set<String> seen = new HashSet<>();
        Deque<CompiledFlag> open = new ArrayDeque<>(List.of(flag));
        while (!open.isEmpty()) {
            for (CompiledFlag.Prerequisite prerequisite : open.pop().prerequisites()) {
                if (prerequisite.feature().equals(flag.identifier())) {
                    return true;
                }
                int place = place(prerequisite.feature());
                if (place >= 0 && seen.add(prerequisite.feature())) {
                    open.push(flags[place]);
                }
            }
        }
        return false;
    }
}

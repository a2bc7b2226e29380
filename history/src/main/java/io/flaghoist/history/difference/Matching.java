package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which elements of two lists are the same thing in two versions.
 *
 * @param pairs in the order of the later list, then what only the earlier one has
 */
record Matching(List<Pair> pairs) {
    /** What identifies an element; null for one that does not belong into such a list. */
    interface Key {
        @Nullable String of(JsonNode element);

        /** Of texts: themselves. */
        Key TEXT = JsonNode::textValue;

        /** Of objects: one of their fields. */
        static Key field(String name) {
            return element -> element.isObject() ? element.path(name).asText("") : null;
        }
    }

    /**
     * An element of either list or of both.
     *
     * @param before its index in the earlier list; -1 where it is not there
     * @param after likewise
     */
    record Pair(ComparedNode both, int before, int after) {
        boolean survives() {
            return before >= 0 && after >= 0;
        }
    }

    /** Empty if either is not a list of such elements. */
    static Optional<Matching> of(ComparedNode lists, Key key) {
        var before = new HashMap<String, List<Integer>>();
        var after = new HashMap<String, List<Integer>>();
        if (!index(lists.before(), key, before) || !index(lists.after(), key, after)) {
            return Optional.empty();
        }
        var keys = new HashSet<>(before.keySet());
        keys.addAll(after.keySet());
        var pairs = new ArrayList<Pair>();
        for (String one : keys) {
            match(
                    lists,
                    one,
                    before.getOrDefault(one, List.of()),
                    after.getOrDefault(one, List.of()),
                    pairs);
        }
        pairs.sort(
                Comparator.comparingInt(
                                (Pair it) -> it.after() < 0 ? Integer.MAX_VALUE : it.after())
                        .thenComparingInt(Pair::before));
        return Optional.of(new Matching(List.copyOf(pairs)));
    }

    private static boolean index(
            @Nullable JsonNode list, Key key, Map<String, List<Integer>> indices) {
        for (int i = 0; list != null && i < list.size(); i++) {
            String one = list.isArray() ? key.of(list.get(i)) : null;
            if (one == null) {
                return false;
            }
            indices.computeIfAbsent(one, _ -> new ArrayList<>()).add(i);
        }
        return list == null || list.isArray();
    }

    /**
     * Where several have one key, or none has any: what is equal at the beginning and at the end
     * stays, and what lies between is matched in order. Occurrences are counted along the longer
     * side, which makes a path the same whichever version comes first.
     */
    private static void match(
            ComparedNode lists,
            String key,
            List<Integer> before,
            List<Integer> after,
            List<Pair> pairs) {
        int shorter = Math.min(before.size(), after.size());
        int longer = Math.max(before.size(), after.size());
        int head = 0;
        while (head < shorter && areEqual(lists, before.get(head), after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && areEqual(lists, fromEnd(before, tail), fromEnd(after, tail))) {
            tail++;
        }
        for (int i = 0; i < longer; i++) {
            int was = aligned(before, i, longer, tail);
            int is = aligned(after, i, longer, tail);
            var both =
                    new ComparedNode(
                            lists.element(key, i + 1),
                            at(lists.before(), was),
                            at(lists.after(), is));
            pairs.add(new Pair(both, was, is));
        }
    }

    /** The index that stands at place {@code i} of the longer side; -1 where none does. */
    private static int aligned(List<Integer> indices, int i, int longer, int tail) {
        if (i < indices.size() - tail) {
            return indices.get(i);
        }
        return i < longer - tail ? -1 : fromEnd(indices, longer - 1 - i);
    }

    private static int fromEnd(List<Integer> indices, int distance) {
        return indices.get(indices.size() - 1 - distance);
    }

    private static boolean areEqual(ComparedNode lists, int before, int after) {
        return Objects.equals(at(lists.before(), before), at(lists.after(), after));
    }

    private static @Nullable JsonNode at(@Nullable JsonNode list, int index) {
        return list == null || index < 0 ? null : list.get(index);
    }

    /** Whether elements that both lists have stand in another order. */
    boolean reordered() {
        int last = -1;
        for (Pair pair : pairs) {
            if (pair.survives() && pair.before() < last) {
                return true;
            }
            last = pair.survives() ? pair.before() : last;
        }
        return false;
    }

    List<ComparedNode> survivors() {
        return pairs.stream().filter(Pair::survives).map(Pair::both).toList();
    }

    /** What only the later list has. */
    List<JsonNode> added() {
        return pairs.stream().filter(it -> it.before() < 0).map(it -> it.both().either()).toList();
    }

    /** What only the earlier list has. */
    List<JsonNode> removed() {
        return pairs.stream().filter(it -> it.after() < 0).map(it -> it.both().either()).toList();
    }
}

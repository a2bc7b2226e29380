package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which elements of two lists are the same thing in two versions.
 *
 * @param pairs in the order of the later list, then what only the earlier one has
 */
record Matching(List<Pair> pairs) {
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

    /** Lists of objects, each known by its field {@code key}; empty if they are something else. */
    static Optional<Matching> ofObjects(ComparedNode lists, Function<JsonNode, String> key) {
        return of(lists, JsonNode::isObject, key);
    }

    /** Lists of texts, each known by itself; empty if they are something else. */
    static Optional<Matching> ofTexts(ComparedNode lists) {
        return of(lists, JsonNode::isTextual, JsonNode::textValue);
    }

    /** Whether elements that both lists have stand in another order. */
    boolean reordered() {
        int last = -1;
        for (Pair pair : pairs) {
            if (pair.survives()) {
                if (pair.before() < last) {
                    return true;
                }
                last = pair.before();
            }
        }
        return false;
    }

    List<ComparedNode> survivors() {
        return pairs.stream().filter(Pair::survives).map(Pair::both).toList();
    }

    /** What only the later list has. */
    List<JsonNode> added() {
        return pairs.stream().flatMap(pair -> only(pair.before(), pair.both().after())).toList();
    }

    /** What only the earlier list has. */
    List<JsonNode> removed() {
        return pairs.stream().flatMap(pair -> only(pair.after(), pair.both().before())).toList();
    }

    private static Stream<JsonNode> only(int other, @Nullable JsonNode value) {
        return other >= 0 ? Stream.empty() : Stream.ofNullable(value);
    }

    private static Optional<Matching> of(
            ComparedNode lists, Predicate<JsonNode> element, Function<JsonNode, String> key) {
        if (!lists.areAtMost(list -> isListOf(list, element))) {
            return Optional.empty();
        }
        var byKey = new LinkedHashMap<String, SameKey>();
        addAll(lists.before(), key, byKey, SameKey::before);
        addAll(lists.after(), key, byKey, SameKey::after);
        var pairs = new ArrayList<Pair>();
        byKey.forEach((name, sameKey) -> sameKey.match(lists.path(), name, pairs));
        pairs.sort(
                Comparator.<Pair>comparingInt(
                                pair -> pair.after() < 0 ? Integer.MAX_VALUE : pair.after())
                        .thenComparingInt(Pair::before));
        return Optional.of(new Matching(List.copyOf(pairs)));
    }

    private static void addAll(
            @Nullable JsonNode list,
            Function<JsonNode, String> key,
            Map<String, SameKey> byKey,
            Function<SameKey, List<SameKey.Placed>> side) {
        for (int i = 0; list != null && i < list.size(); i++) {
            JsonNode element = list.get(i);
            SameKey sameKey = byKey.computeIfAbsent(key.apply(element), _ -> new SameKey());
            side.apply(sameKey).add(new SameKey.Placed(i, element));
        }
    }

    private static boolean isListOf(JsonNode list, Predicate<JsonNode> element) {
        if (!list.isArray()) {
            return false;
        }
        for (JsonNode one : list) {
            if (!element.test(one)) {
                return false;
            }
        }
        return true;
    }
}

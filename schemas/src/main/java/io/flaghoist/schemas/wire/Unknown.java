package io.flaghoist.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The fields of a wire object that the model does not name: kept, in alphabetical order. */
final class Unknown {
    private Unknown() {}

    static Map<String, JsonNode> copyOf(@Nullable Map<String, JsonNode> fields) {
        return fields == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(fields));
    }

    /**
     * Null stays null: an absent list is not an empty one on the wire. An element that is null is
     * left out, so that it cannot hide the others.
     */
    static <T> @Nullable List<T> copyOf(@Nullable List<T> list) {
        return list == null ? null : list.stream().filter(Objects::nonNull).toList();
    }

    /** As {@link #copyOf(List)}, where an element that is null is not the same as none. */
    static <T> @Nullable List<T> copyOf(@Nullable List<T> list, T inPlaceOfNull) {
        return list == null
                ? null
                : list.stream()
                        .map(element -> Objects.requireNonNullElse(element, inPlaceOfNull))
                        .toList();
    }
}

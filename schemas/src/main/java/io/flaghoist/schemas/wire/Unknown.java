package io.flaghoist.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The fields of a wire object that the model does not name: kept, in alphabetical order. */
final class Unknown {
    private Unknown() {}

    static Map<String, JsonNode> copyOf(@Nullable Map<String, JsonNode> fields) {
        return fields == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(fields));
    }

    /** Null stays null: an absent list is not an empty one on the wire. */
    static <T> @Nullable List<T> copyOf(@Nullable List<T> list) {
        return list == null ? null : List.copyOf(list);
    }
}

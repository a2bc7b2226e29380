package io.flaghoist.schemas.wire;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Copies of lists that may be absent or contain nulls. */
final class Lists {
    private Lists() {}

    /**
     * Null stays null: an absent list is not an empty one on the wire. Null elements are dropped,
     * so that they cannot hide the others.
     */
    static <T> @Nullable List<T> copyOf(@Nullable List<T> list) {
        return list == null ? null : list.stream().filter(Objects::nonNull).toList();
    }

    /** As {@link #copyOf(List)}, but replaces null elements. */
    static <T> @Nullable List<T> copyOf(@Nullable List<T> list, T inPlaceOfNull) {
        return list == null
                ? null
                : list.stream()
                        .map(element -> Objects.requireNonNullElse(element, inPlaceOfNull))
                        .toList();
    }
}

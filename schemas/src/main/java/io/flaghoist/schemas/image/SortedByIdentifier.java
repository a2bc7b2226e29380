package io.flaghoist.schemas.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map on two arrays: a change costs one copy of the references, a lookup is a
 * binary search, iteration is sequential.
 */
final class SortedByIdentifier<V> {
    private final String[] identifiers;
    private final List<V> values;

    private SortedByIdentifier(String[] identifiers, List<V> values) {
        this.identifiers = identifiers;
        this.values = values;
    }

    static <V> SortedByIdentifier<V> empty() {
        return new SortedByIdentifier<>(new String[0], List.of());
    }

    int size() {
        return identifiers.length;
    }

    String identifier(int index) {
        return identifiers[index];
    }

    V value(int index) {
        return values.get(index);
    }

    /** In the order of the identifiers. */
    List<V> values() {
        return values;
    }

    @Nullable V get(String identifier) {
        int index = Arrays.binarySearch(identifiers, identifier);
        return index < 0 ? null : values.get(index);
    }

    void forEach(BiConsumer<String, V> action) {
        for (int i = 0; i < identifiers.length; i++) {
            action.accept(identifiers[i], values.get(i));
        }
    }

    /** This map with {@code changes} applied; empty removes. */
    SortedByIdentifier<V> with(SortedMap<String, Optional<V>> changes) {
        if (changes.isEmpty()) {
            return this;
        }
        var merged = new Merged<V>(identifiers.length + changes.size());
        int next = 0;
        for (Map.Entry<String, Optional<V>> change : changes.entrySet()) {
            int place = Arrays.binarySearch(identifiers, next, identifiers.length, change.getKey());
            int end = place < 0 ? -place - 1 : place;
            merged.addAll(this, next, end);
            next = place < 0 ? end : end + 1;
            change.getValue().ifPresent(value -> merged.add(change.getKey(), value));
        }
        merged.addAll(this, next, identifiers.length);
        return merged.build();
    }

    private static final class Merged<V> {
        private final List<String> identifiers;
        private final List<V> values;

        Merged(int capacity) {
            identifiers = new ArrayList<>(capacity);
            values = new ArrayList<>(capacity);
        }

        void add(String identifier, V value) {
            identifiers.add(identifier);
            values.add(value);
        }

        void addAll(SortedByIdentifier<V> source, int from, int to) {
            identifiers.addAll(Arrays.asList(source.identifiers).subList(from, to));
            values.addAll(source.values.subList(from, to));
        }

        SortedByIdentifier<V> build() {
            return new SortedByIdentifier<>(
                    identifiers.toArray(String[]::new), Collections.unmodifiableList(values));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SortedByIdentifier<?> map
                && Arrays.equals(identifiers, map.identifiers)
                && values.equals(map.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(identifiers) + values.hashCode();
    }
}

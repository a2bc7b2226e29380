package io.flaghoist.follower;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that drops its oldest entry when it is full. For one thread. */
final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int max;

    BoundedMap(int max) {
        this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > max;
    }
}

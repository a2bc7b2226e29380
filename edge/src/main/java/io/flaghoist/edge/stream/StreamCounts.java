package io.flaghoist.edge.stream;

import io.flaghoist.schemas.HashedApiKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts open streams, in total and per SDK key, with limits. Thread-safe. */
final class StreamCounts {
    private final int max;
    private final int maxPerKey;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<HashedApiKey, Integer> perKey = new ConcurrentHashMap<>();

    StreamCounts(int max, int maxPerKey) {
        this.max = max;
        this.maxPerKey = maxPerKey;
    }

    /** Reserves a stream, to be released, if the limits allow it. */
    Admission reserve(HashedApiKey key) {
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            return Admission.EDGE_FULL;
        }
        if (perKey.merge(key, 1, Integer::sum) > maxPerKey) {
            release(key);
            return Admission.KEY_FULL;
        }
        return Admission.ADMITTED;
    }

    void release(HashedApiKey key) {
        perKey.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
        open.decrementAndGet();
    }

    int open() {
        return open.get();
    }
}

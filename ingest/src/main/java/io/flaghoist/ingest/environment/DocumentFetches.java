package io.flaghoist.ingest.environment;

import io.flaghoist.schemas.document.DocumentKey;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Bounds the concurrent fetches of single documents. Confined to the worker's thread. */
final class DocumentFetches {
    /** Under way at the same time. */
    static final int MAX_TOGETHER = 64;

    /** Of one document at the same time: the first, and those that hedge it. */
    private static final int MAX_OF_ONE = 3;

    private final SourceRequests requests;
    private final LongSupplier nanoTime;
    private final Map<DocumentKey, Integer> underway = new HashMap<>();
    private int count;

    DocumentFetches(SourceRequests requests, LongSupplier nanoTime) {
        this.requests = requests;
        this.nanoTime = nanoTime;
    }

    boolean canBegin(DocumentKey key) {
        return count < MAX_TOGETHER && underway.getOrDefault(key, 0) < MAX_OF_ONE;
    }

    boolean isUnderway(DocumentKey key) {
        return underway.containsKey(key);
    }

    /**
     * Begins a fetch.
     *
     * @return when, by the monotonic clock
     */
    long begin(DocumentKey key) {
        long began = nanoTime.getAsLong();
        underway.merge(key, 1, Integer::sum);
        count++;
        requests.fetch(key, began);
        return began;
    }

    /** The answer of a fetch has arrived. */
    void ended(DocumentKey key) {
        if (isUnderway(key)) {
            count--;
            underway.computeIfPresent(key, (_, some) -> some > 1 ? some - 1 : null);
        }
    }
}

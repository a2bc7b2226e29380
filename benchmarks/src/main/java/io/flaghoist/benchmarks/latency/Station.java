package io.flaghoist.benchmarks.latency;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/** When changes of one site came by at one place, by {@link System#nanoTime()}. Thread-safe. */
final class Station {
    private static final Duration ARRIVAL_TIMEOUT = Duration.ofSeconds(30);

    private final Map<Sighting, Long> seen = new ConcurrentHashMap<>();

    /** Notes the first time that {@code change} comes by. */
    void pass(Sighting change, long nanos) {
        seen.putIfAbsent(change, nanos);
    }

    /** Waits until all of {@code changes} have come by. */
    void awaitAll(Collection<Sighting> changes) {
        Awaitility.await("every change to come by")
                .atMost(ARRIVAL_TIMEOUT)
                .until(() -> seen.keySet().containsAll(changes));
    }

    /**
     * When {@code change} came by.
     *
     * @throws IllegalStateException when it did not
     */
    long require(Sighting change) {
        Long nanos = seen.get(change);
        if (nanos == null) {
            throw new IllegalStateException(change + " did not come by");
        }
        return nanos;
    }
}

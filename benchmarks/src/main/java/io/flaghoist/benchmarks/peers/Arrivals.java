package io.flaghoist.benchmarks.peers;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The stopwatch: from a change of a flag until an SDK's stream names that flag. Flags take turns,
 * so that no flag is changed again while its change is under way. Thread-safe.
 */
final class Arrivals {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_NANOS = 1_000_000;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Map<Integer, Long> underWay = new ConcurrentHashMap<>();
    private final Queue<Double> millis = new ConcurrentLinkedQueue<>();

    /** A change that is about to be made, at a time of {@link System#nanoTime()}. */
    void expect(int flag, long nanos) throws IOException {
        if (underWay.putIfAbsent(flag, nanos) != null) {
            throw new IOException("the last change of flag " + flag + " has not arrived yet");
        }
    }

    /** A stream named a flag; if that had not been changed, it is nothing to count. */
    void arrived(int flag, long nanos) {
        Long made = underWay.remove(flag);
        if (made != null) {
            millis.add((nanos - made) / NANOS_PER_MILLI);
        }
    }

    /**
     * Waits until all changes have arrived.
     *
     * @return what each of them took, in milliseconds; the next call begins anew
     */
    List<Double> awaitAll() throws IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!underWay.isEmpty()) {
            if (System.nanoTime() - until > 0) {
                throw new IOException(
                        "changes of the flags %s did not arrive within %d s"
                                .formatted(underWay.keySet(), PATIENCE.toSeconds()));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        var all = new ArrayList<>(millis);
        millis.clear();
        return all;
    }
}

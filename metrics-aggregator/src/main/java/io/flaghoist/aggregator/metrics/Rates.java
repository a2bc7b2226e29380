package io.flaghoist.aggregator.metrics;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Evaluations that arrived here and that were drained from here, a second, over the last five
 * minutes. Thread-safe.
 */
public final class Rates {
    private static final long SLICE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int SLICES = 60;

    private static final class Slice {
        private final long start;
        private long arrived;
        private long drained;

        Slice(long start) {
            this.start = start;
        }
    }

    /** Both rates, evaluations a second. */
    public record PerSecond(double arrived, double drained) {}

    private final LongSupplier nanoTime;
    private final long began;
    private final Deque<Slice> slices = new ArrayDeque<>();

    public Rates(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    synchronized void arrived(long evaluations) {
        slice().arrived += evaluations;
    }

    synchronized void drained(long evaluations) {
        slice().drained += evaluations;
    }

    /** Over the last five minutes, or since the beginning; over a second at least. */
    public synchronized PerSecond perSecond() {
        forgetOld();
        long reach = Math.min(nanoTime.getAsLong() - began, SLICES * SLICE_NANOS);
        double seconds = Math.max(1.0, reach / 1_000_000_000.0);
        double arrived = slices.stream().mapToLong(slice -> slice.arrived).sum();
        double drained = slices.stream().mapToLong(slice -> slice.drained).sum();
        return new PerSecond(arrived / seconds, drained / seconds);
    }

    private void forgetOld() {
        long now = nanoTime.getAsLong();
        while (!slices.isEmpty() && now - slices.getFirst().start > SLICES * SLICE_NANOS) {
            slices.removeFirst();
        }
    }

    private Slice slice() {
        forgetOld();
        long now = nanoTime.getAsLong();
        if (slices.isEmpty() || now - slices.getLast().start > SLICE_NANOS) {
            slices.addLast(new Slice(now));
        }
        return slices.getLast();
    }
}

package io.flaghoist.schemas.shape;

import java.util.Arrays;

/**
 * The range of a rollout's weights and a rule's priority: 32 bits, as in every SDK. Weights count
 * by their running totals, which some SDKs compute in 32 bits.
 */
public final class Ranges {
    private static final int BUCKETS = 100;

    private Ranges() {}

    /** The last bucket of each share of a rollout; totals saturate at 64 bits. */
    public static long[] totals(long[] weights) {
        var totals = new long[weights.length];
        long total = 0;
        for (int i = 0; i < weights.length; i++) {
            total = saturated(total, weights[i]);
            totals[i] = total;
        }
        return totals;
    }

    /**
     * Equivalent weights in range: unchanged if they and their totals are in range, else with
     * totals limited to the buckets 0 to 100.
     */
    static long[] inRange(long[] weights) {
        long[] totals = totals(weights);
        if (areInRange(weights) && areInRange(totals)) {
            return weights;
        }
        var mended = new long[weights.length];
        long before = 0;
        for (int i = 0; i < weights.length; i++) {
            long total = Math.clamp(totals[i], 0, BUCKETS);
            mended[i] = total - before;
            before = total;
        }
        return mended;
    }

    /** Equivalent priorities in range: unchanged if they are in range, else their ranks. */
    static long[] ranked(long[] priorities) {
        if (areInRange(priorities)) {
            return priorities;
        }
        long[] sorted = Arrays.stream(priorities).sorted().distinct().toArray();
        return Arrays.stream(priorities)
                .map(priority -> Arrays.binarySearch(sorted, priority) + 1)
                .toArray();
    }

    private static boolean areInRange(long[] values) {
        for (long value : values) {
            if (value != (int) value) {
                return false;
            }
        }
        return true;
    }

    private static long saturated(long a, long b) {
        long sum = a + b;
        boolean overflows = ((a ^ sum) & (b ^ sum)) < 0;
        if (!overflows) {
            return sum;
        }
        return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
}

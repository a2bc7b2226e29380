package io.flaghoist.schemas.shape;

import java.util.Arrays;

/**
 * The one range of a rollout's weights and a rule's priority: 32 bits, which is what every SDK can
 * hold. Weights count by their running totals, which some SDKs add up in 32 bits too.
 */
public final class Ranges {
    private static final int BUCKETS = 100;

    private Ranges() {}

    /**
     * The last bucket of each share of a rollout, beginning with the first; beyond 64 bits a total
     * stays at the limit.
     */
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
     * Weights in range that mean the same: as they are if they and their totals are in range, else
     * with totals cut to the buckets that there are, 0 to 100.
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

    /**
     * Priorities in range that order rules alike: as they are if they are in range, else their
     * ranks.
     */
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

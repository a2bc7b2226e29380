package io.flaghoist.schemas.metrics;

/**
 * A count of evaluations.
 *
 * @param featureName the flag's name; {@code ""} if not reported
 * @param value the variation's value; {@code ""} if not reported
 * @param count at least 1
 * @param timestamp of the latest of these evaluations according to the SDK, epoch milliseconds
 */
public record Usage(UsageKey key, String featureName, String value, long count, long timestamp) {
    public Usage {
        if (count < 1) {
            throw new IllegalArgumentException("a usage counts at least 1 evaluation");
        }
    }

    /**
     * The sum, in either order: counts added (saturated at {@link Long#MAX_VALUE}), name and value
     * of the later one if reported.
     *
     * @throws IllegalArgumentException when {@code other} has another key
     */
    public Usage plus(Usage other) {
        if (!key.equals(other.key)) {
            throw new IllegalArgumentException("usages of different keys do not add up");
        }
        return isLaterThan(other) ? mergedWith(other) : other.mergedWith(this);
    }

    private Usage mergedWith(Usage earlier) {
        long sum = count + earlier.count;
        return new Usage(
                key,
                featureName.isEmpty() ? earlier.featureName : featureName,
                value.isEmpty() ? earlier.value : value,
                sum < 0 ? Long.MAX_VALUE : sum,
                timestamp);
    }

    private boolean isLaterThan(Usage other) {
        if (timestamp != other.timestamp) {
            return timestamp > other.timestamp;
        }
        int names = featureName.compareTo(other.featureName);
        return names != 0 ? names > 0 : value.compareTo(other.value) > 0;
    }
}

package io.flaghoist.aggregator.window;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often a flag was evaluated in the last 24 hours, by hour and variation. Immutable.
 *
 * @param byHour evaluations by variation, by the hour's number since the epoch
 */
public record LastDay(Map<Long, Map<String, Long>> byHour) {
    public static final LastDay EMPTY = new LastDay(Map.of());

    /** Variations that are told apart in an hour; what is beyond counts as {@link #OTHER}. */
    static final int MAX_VARIATIONS = 100;

    static final String OTHER = "other";

    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
    private static final int HOURS = 24;

    public LastDay {
        byHour = Collections.unmodifiableMap(new TreeMap<>(byHour));
    }

    /**
     * This, and evaluations of a window on top; hours that are a day old by then are gone.
     *
     * @param windowEnd exclusive, epoch milliseconds
     */
    public LastDay plus(long windowEnd, Map<String, Long> byVariation) {
        long hour = Math.floorDiv(windowEnd - 1, HOUR_MILLIS);
        var hours = new TreeMap<Long, Map<String, Long>>();
        byHour.forEach((known, counts) -> {
            if (known > hour - HOURS) {
                hours.put(known, counts);
            }
        });
        var counts = new TreeMap<>(hours.getOrDefault(hour, Map.of()));
        byVariation.forEach((variation, count) -> {
            boolean fits = counts.containsKey(variation) || counts.size() < MAX_VARIATIONS;
            counts.merge(fits ? variation : OTHER, count, LastDay::sum);
        });
        hours.put(hour, counts);
        return new LastDay(hours);
    }

    /** Evaluations by variation, of all hours together. */
    public Map<String, Long> byVariation() {
        var sums = new TreeMap<String, Long>();
        byHour.values()
                .forEach(counts ->
                        counts.forEach(
                                (variation, count) -> sums.merge(variation, count, LastDay::sum)));
        return sums;
    }

    /** Whether all of it is a day old at {@code now}, epoch milliseconds. */
    public boolean isOver(long now) {
        long hour = Math.floorDiv(now, HOUR_MILLIS);
        return byHour.keySet().stream().allMatch(known -> known <= hour - HOURS);
    }

    private static long sum(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** As the store holds it. */
    public byte[] bytes() {
        var texts = new ArrayList<String>();
        byHour.forEach((hour, counts) ->
                counts.forEach((variation, count) ->
                        texts.addAll(
                                List.of(Long.toString(hour), variation, Long.toString(count)))));
        return Bytes.write(0, texts).array();
    }

    /** Reads what {@link #bytes()} wrote. */
    public static LastDay read(byte[] stored) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        var hours = new TreeMap<Long, Map<String, Long>>();
        while (bytes.hasRemaining()) {
            long hour = Long.parseLong(Bytes.text(bytes));
            hours.computeIfAbsent(hour, _ -> new TreeMap<>())
                    .put(Bytes.text(bytes), Long.parseLong(Bytes.text(bytes)));
        }
        return new LastDay(hours);
    }
}

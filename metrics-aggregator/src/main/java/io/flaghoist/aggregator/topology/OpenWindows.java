package io.flaghoist.aggregator.topology;

import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.aggregator.window.WindowEntry;
import io.flaghoist.schemas.EnvironmentId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How much one task's store of windows holds, without reading it. Confined to the task's thread.
 */
final class OpenWindows {
    private static final class Held {
        private int keys;
        private long evaluations;
    }

    private final AggregatorMetrics metrics;
    private final Map<EnvironmentId, Map<Long, Held>> held = new HashMap<>();

    OpenWindows(AggregatorMetrics metrics) {
        this.metrics = metrics;
    }

    /** A key that was not in the store before. */
    void found(WindowEntry entry) {
        held.computeIfAbsent(entry.environment(), _ -> new TreeMap<>())
                .computeIfAbsent(entry.windowStart(), _ -> new Held())
                .keys++;
        added(entry);
    }

    /** More under a key that is in the store. */
    void added(WindowEntry entry) {
        Held window = window(entry.environment(), entry.windowStart());
        if (window != null && entry instanceof WindowEntry.Used(_, _, var usage)) {
            window.evaluations += usage.count();
        }
    }

    int keys(EnvironmentId environment, long windowStart) {
        Held window = window(environment, windowStart);
        return window == null ? 0 : window.keys;
    }

    /** The window's entries are gone. */
    void closed(EnvironmentId environment, long windowStart) {
        held.computeIfPresent(
                environment,
                (_, windows) -> {
                    windows.remove(windowStart);
                    return windows.isEmpty() ? null : windows;
                });
    }

    /** Sets the gauge. */
    void report(EnvironmentId environment) {
        metrics.windowed(
                environment,
                held.getOrDefault(environment, Map.of()).values().stream()
                        .mapToLong(window -> window.evaluations)
                        .sum());
    }

    /** The task has moved to another instance, with its windows. */
    void close() {
        held.keySet().forEach(environment -> metrics.windowed(environment, 0));
        held.clear();
    }

    private @Nullable Held window(EnvironmentId environment, long windowStart) {
        return held.getOrDefault(environment, Map.of()).get(windowStart);
    }
}

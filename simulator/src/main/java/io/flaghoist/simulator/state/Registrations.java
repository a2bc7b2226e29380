package io.flaghoist.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Targets of authentications with counts, registered or not. Bounded to {@value #MAX_TARGETS}
 * targets; those that authenticate later are counted together. Thread-safe.
 */
public final class Registrations {
    static final int MAX_TARGETS = 10_000;

    /**
     * What one target came with.
     *
     * @param count how many authentications named it
     * @param target as the last of them carried it; treat as immutable
     */
    public record Seen(String identifier, long count, ObjectNode target) {}

    /**
     * What is known at one moment.
     *
     * @param targets in the order of their first authentication
     * @param others authentications with targets beyond the bound
     */
    public record Snapshot(List<Seen> targets, long others) {
        public Snapshot {
            targets = List.copyOf(targets);
        }
    }

    private final Map<String, Seen> byIdentifier = new LinkedHashMap<>();
    private long others;

    Registrations() {}

    synchronized void add(String identifier, ObjectNode target) {
        var known = byIdentifier.get(identifier);
        if (known == null && byIdentifier.size() >= MAX_TARGETS) {
            others++;
            return;
        }
        var count = known == null ? 1 : known.count() + 1;
        byIdentifier.put(identifier, new Seen(identifier, count, target.deepCopy()));
    }

    public synchronized Snapshot snapshot() {
        return new Snapshot(new ArrayList<>(byIdentifier.values()), others);
    }

    public synchronized void clear() {
        byIdentifier.clear();
        others = 0;
    }
}

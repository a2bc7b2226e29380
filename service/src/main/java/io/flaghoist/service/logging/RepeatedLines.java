package io.flaghoist.service.logging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Lets one line of a kind pass in a period, and counts the others. Thread-safe. */
final class RepeatedLines {
    /** The maximum number of kinds; all others count as one. */
    private static final int MAX_KINDS = 256;

    private static final String OTHER = "";

    private final long periodNanos;
    private final Map<String, Kind> kinds = new HashMap<>();

    RepeatedLines(long periodNanos) {
        this.periodNanos = periodNanos;
    }

    /** Lines that were kept back: the last of them, and how many they were. */
    record KeptBack(BoundedEvent last, long count) {}

    private static final class Kind {
        private long began;
        private long keptBack;
        private BoundedEvent last;

        Kind(long began, BoundedEvent first) {
            this.began = began;
            this.last = first;
        }
    }

    /** Whether {@code line} is to be written; if not, it is counted. */
    synchronized boolean passes(String kind, BoundedEvent line, long nanos) {
        String name = kinds.size() < MAX_KINDS || kinds.containsKey(kind) ? kind : OTHER;
        Kind known = kinds.get(name);
        if (known == null) {
            kinds.put(name, new Kind(nanos, line));
            return true;
        }
        known.keptBack++;
        known.last = line;
        return false;
    }

    /**
     * What was kept back in periods that have ended, once. A kind of which something was kept back
     * begins its next period, as its count takes the place of its line; another is forgotten.
     */
    synchronized List<KeptBack> ended(long nanos) {
        return take(nanos, periodNanos);
    }

    /** Whether there are lines that have not been reported yet. */
    synchronized boolean isKeepingBack() {
        return kinds.values().stream().anyMatch(kind -> kind.keptBack > 0);
    }

    /** All that was kept back, as if every period had ended. */
    synchronized List<KeptBack> all(long nanos) {
        return take(nanos, Long.MIN_VALUE);
    }

    private List<KeptBack> take(long nanos, long age) {
        var ended = new ArrayList<KeptBack>();
        for (Iterator<Kind> each = kinds.values().iterator(); each.hasNext(); ) {
            Kind kind = each.next();
            if (nanos - kind.began < age) {
                continue;
            }
            if (kind.keptBack == 0) {
                each.remove();
            } else {
                ended.add(new KeptBack(kind.last, kind.keptBack));
                kind.began = nanos;
                kind.keptBack = 0;
            }
        }
        return ended;
    }
}

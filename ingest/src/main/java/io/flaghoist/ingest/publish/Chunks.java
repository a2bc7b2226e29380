package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.reconcile.PlannedChange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Cuts changes into transactions, keeping their order. */
final class Chunks {
    private Chunks() {}

    /** Chunks within both limits, unless a single change is larger than {@code maxBytes}. */
    static List<List<PlannedChange>> of(
            List<PlannedChange> changes, int maxChanges, long maxBytes) {
        var chunks = new ArrayList<List<PlannedChange>>();
        var chunk = new ArrayList<PlannedChange>();
        long bytes = 0;
        for (PlannedChange change : changes) {
            long size = size(change);
            if (!chunk.isEmpty() && (chunk.size() == maxChanges || bytes + size > maxBytes)) {
                chunks.add(List.copyOf(chunk));
                chunk.clear();
                bytes = 0;
            }
            chunk.add(change);
            bytes += size;
        }
        if (!chunk.isEmpty()) {
            chunks.add(List.copyOf(chunk));
        }
        return chunks;
    }

    private static long size(PlannedChange change) {
        return Stream.concat(change.before().stream(), change.after().stream())
                .mapToLong(document -> document.body().size())
                .sum();
    }
}

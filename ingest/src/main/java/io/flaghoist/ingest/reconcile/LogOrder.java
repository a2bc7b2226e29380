package io.flaghoist.ingest.reconcile;

import java.util.Comparator;
import java.util.List;

/**
 * The order of changes that are decided together, so that no prefix of the log has a flag without
 * its segment, a key outlives its revocation no longer than needed, and the environment's own
 * record comes last.
 */
public final class LogOrder {
    private static final Comparator<PlannedChange> ORDER =
            Comparator.comparingInt(LogOrder::rank).thenComparing(change -> change.key().text());

    private LogOrder() {}

    public static List<PlannedChange> sorted(List<PlannedChange> changes) {
        return changes.stream().sorted(ORDER).toList();
    }

    private static int rank(PlannedChange change) {
        return switch (change) {
            case PlannedChange.Remove remove ->
                    switch (remove.key().domain()) {
                        case API_KEY -> 0;
                        case FLAG -> 3;
                        case SEGMENT -> 4;
                        case ENVIRONMENT -> 6;
                    };
            case PlannedChange.Save save ->
                    switch (save.key().domain()) {
                        case SEGMENT -> 1;
                        case FLAG -> 2;
                        case API_KEY -> 5;
                        case ENVIRONMENT -> 6;
                    };
        };
    }
}

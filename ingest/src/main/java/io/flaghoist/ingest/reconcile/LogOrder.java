package io.flaghoist.ingest.reconcile;

import io.flaghoist.schemas.document.DocumentKey;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The order of changes that are decided together, so that no prefix of the log has a flag without
 * its segment, a key outlives its revocation no longer than needed, and the environment's own
 * record comes last. Of a document that is removed and created anew, the removal comes first.
 */
public final class LogOrder {
    private LogOrder() {}

    public static List<PlannedChange> sorted(List<PlannedChange> changes) {
        Set<DocumentKey> saved =
                changes.stream()
                        .filter(PlannedChange.Save.class::isInstance)
                        .map(PlannedChange::key)
                        .collect(Collectors.toSet());
        return changes.stream()
                .sorted(
                        Comparator.comparingInt((PlannedChange change) -> rank(change, saved))
                                .thenComparing(change -> change.key().text())
                                .thenComparing(PlannedChange.Save.class::isInstance))
                .toList();
    }

    /** A removal after which the document is created anew goes where its creation goes. */
    private static int rank(PlannedChange change, Set<DocumentKey> saved) {
        return switch (change) {
            case PlannedChange.Remove remove when saved.contains(remove.key()) ->
                    rankOfSave(remove.key());
            case PlannedChange.Remove remove -> rankOfRemove(remove.key());
            case PlannedChange.Save save -> rankOfSave(save.key());
        };
    }

    private static int rankOfRemove(DocumentKey key) {
        return switch (key.domain()) {
            case API_KEY -> 0;
            case FLAG -> 3;
            case SEGMENT -> 4;
            case ENVIRONMENT -> 6;
        };
    }

    private static int rankOfSave(DocumentKey key) {
        return switch (key.domain()) {
            case SEGMENT -> 1;
            case FLAG -> 2;
            case API_KEY -> 5;
            case ENVIRONMENT -> 6;
        };
    }
}

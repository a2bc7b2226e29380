package io.flaghoist.schemas.image;

import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The changes that lead to an image, in its order. */
final class Differences {
    private Differences() {}

    /** The newest change of each document after {@code revision}. */
    static List<Change> after(EnvironmentImage image, long revision) {
        if (image.revision() <= revision) {
            return List.of();
        }
        var changes = new ArrayList<Change>();
        for (Entry<? extends Document> entry : image.entries()) {
            if (entry.position().revision() > revision) {
                changes.add(saved(entry));
            }
        }
        for (Change.Removed removed : image.removals()) {
            if (removed.position().revision() > revision) {
                changes.add(removed);
            }
        }
        changes.sort(Comparator.comparing(Change::position));
        return changes;
    }

    /**
     * The differences by content; documents missing in {@code newer} are removed at its position.
     */
    static List<Change> since(EnvironmentImage older, EnvironmentImage newer) {
        var changes = new ArrayList<Change>();
        for (Entry<? extends Document> entry : older.entries()) {
            DocumentKey key = entry.document().key();
            if (newer.entry(key) == null) {
                changes.add(
                        new Change.Removed(
                                newer.position(),
                                entry.observedAtMillis(),
                                key,
                                entry.document().version()));
            }
        }
        for (Entry<? extends Document> entry : newer.entries()) {
            Document before = older.document(entry.document().key());
            if (before == null || !before.sha256().equals(entry.document().sha256())) {
                changes.add(saved(entry));
            }
        }
        changes.sort(Comparator.comparing(Change::position));
        return changes;
    }

    private static Change saved(Entry<? extends Document> entry) {
        return new Change.Saved(entry.position(), entry.observedAtMillis(), entry.document());
    }
}

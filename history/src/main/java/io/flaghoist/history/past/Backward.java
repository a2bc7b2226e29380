package io.flaghoist.history.past;

import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Goes from a state to an earlier one: what the first later change of a document found is how the
 * document stood. The records between the two come oldest first.
 */
final class Backward {
    private final PastState base;
    private final Position target;
    private final Map<DocumentKey, StoredRecord> oldest = new HashMap<>();
    private Position position;

    Backward(PastState base, Position target) {
        this.base = base;
        this.target = target;
        this.position = target;
    }

    /** Takes the next record after the target; repeats are ignored. */
    void take(StoredRecord record) {
        Optional<Position> at = record.position();
        Optional<DocumentKey> key = record.key();
        if (at.isPresent() && key.isPresent() && at.get().isAfter(position)) {
            position = at.get();
            oldest.putIfAbsent(key.get(), record);
        }
    }

    PastState state() throws PastUnknownException {
        var documents = new HashMap<>(base.documents());
        for (Map.Entry<DocumentKey, StoredRecord> entry : oldest.entrySet()) {
            Optional<Document> before = Contents.before(entry.getValue());
            if (before.isPresent()) {
                documents.put(entry.getKey(), new PastDocument(before.get(), Optional.empty()));
            } else {
                documents.remove(entry.getKey());
            }
        }
        requireNothingLater(documents);
        return PastState.of(base.environment(), target, documents);
    }

    /** What is newer than the target must have been undone, or history lacks its change. */
    private void requireNothingLater(Map<DocumentKey, PastDocument> documents)
            throws PastUnknownException {
        for (PastDocument it : documents.values()) {
            if (it.since().filter(since -> since.isAfter(target)).isPresent()) {
                throw new PastUnknownException(
                        "%s was changed at revision %d, and history has no record of that. Run ./flaghoist verify."
                                .formatted(
                                        it.document().key().text(), it.since().get().revision()));
            }
        }
    }
}

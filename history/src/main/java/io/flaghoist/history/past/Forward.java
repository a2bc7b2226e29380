package io.flaghoist.history.past;

import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Goes from a state to a later one. Of each document only the newest record is kept, as bytes; it
 * is read when the state is asked for.
 */
final class Forward {
    private final PastState base;
    private final Map<DocumentKey, StoredRecord> newest = new HashMap<>();
    private Position position;

    Forward(PastState base) {
        this.base = base;
        this.position = base.position();
    }

    /** Takes the next record; one that is not after what is here is a repeat and ignored. */
    void take(StoredRecord record) {
        Optional<Position> at = record.position();
        Optional<DocumentKey> key = record.key();
        if (at.isPresent() && key.isPresent() && at.get().isAfter(position)) {
            position = at.get();
            newest.put(key.get(), record);
        }
    }

    Position position() {
        return position;
    }

    PastState state() throws PastUnknownException {
        var documents = new HashMap<>(base.documents());
        for (Map.Entry<DocumentKey, StoredRecord> entry : newest.entrySet()) {
            Optional<Document> after = Contents.after(entry.getValue());
            if (after.isPresent()) {
                documents.put(
                        entry.getKey(), new PastDocument(after.get(), entry.getValue().position()));
            } else {
                documents.remove(entry.getKey());
            }
        }
        return PastState.of(base.environment(), position, documents);
    }
}

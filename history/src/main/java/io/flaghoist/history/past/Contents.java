package io.flaghoist.history.past;

import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.Documents;
import io.flaghoist.schemas.document.UnreadableDocumentException;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.UnreadableHistoryException;
import java.util.Optional;

/** Documents out of history records. */
final class Contents {
    private Contents() {}

    /** The document after the change; empty when it was removed. */
    static Optional<Document> after(StoredRecord record) throws PastUnknownException {
        HistoryRecord entry = entry(record);
        return document(record, entry, entry.after());
    }

    /** The document before the change; empty when there was none. */
    static Optional<Document> before(StoredRecord record) throws PastUnknownException {
        HistoryRecord entry = entry(record);
        return document(record, entry, entry.before());
    }

    private static HistoryRecord entry(StoredRecord record) throws PastUnknownException {
        try {
            return record.change();
        } catch (UnreadableHistoryException e) {
            throw unreadable(record, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Document> document(
            StoredRecord record, HistoryRecord entry, Optional<HistoryRecord.Content> content)
            throws PastUnknownException {
        if (content.isEmpty()) {
            return Optional.empty();
        }
        Optional<CanonicalJson> body = content.get().document();
        if (body.isEmpty()) {
            throw new PastUnknownException(
                    "History record %s (revision %d) holds only the hash of %s, which was too large to be repeated. Its content is not known."
                            .formatted(
                                    record.place(),
                                    entry.position().revision(),
                                    entry.key().text()));
        }
        if (!body.get().sha256().equals(content.get().sha256())) {
            throw unreadable(record, "its document does not have the hash that stands beside it");
        }
        try {
            return Optional.of(Documents.read(entry.key(), body.get().utf8()));
        } catch (UnreadableDocumentException e) {
            throw unreadable(record, String.valueOf(e.getMessage()));
        }
    }

    private static PastUnknownException unreadable(StoredRecord record, String why) {
        return new PastUnknownException(
                "History record %s cannot be relied on: %s. Run ./flaghoist verify to see what else is wrong with this log."
                        .formatted(record.place(), why));
    }
}

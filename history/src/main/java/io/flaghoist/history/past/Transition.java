package io.flaghoist.history.past;

import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Documents;
import io.flaghoist.schemas.document.UnreadableDocumentException;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.UnreadableHistoryException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From one state to a later or an earlier one, by the history records between the two. */
final class Transition {
    private Transition() {}

    /** A later state: the newest change of a document left it as it stood. */
    static PastState forward(PastState base, DocumentRecords newest) throws PastUnknownException {
        var documents = new HashMap<>(base.documents());
        for (Map.Entry<DocumentKey, StoredRecord> entry : newest.kept().entrySet()) {
            HistoryRecord change = change(entry.getValue());
            replace(
                    documents,
                    entry.getKey(),
                    document(entry.getValue(), change, change.after()),
                    entry.getValue().position());
        }
        return new PastState(base.environment(), newest.position(), documents);
    }

    /** An earlier state: the first later change of a document found it as it stood. */
    static PastState backward(PastState base, Position target, DocumentRecords oldest)
            throws PastUnknownException {
        var documents = new HashMap<>(base.documents());
        for (Map.Entry<DocumentKey, StoredRecord> entry : oldest.kept().entrySet()) {
            HistoryRecord change = change(entry.getValue());
            replace(
                    documents,
                    entry.getKey(),
                    document(entry.getValue(), change, change.before()),
                    Optional.empty());
        }
        for (PastDocument it : documents.values()) {
            // What is newer than the target must have been undone.
            if (it.since().filter(since -> since.isAfter(target)).isPresent()) {
                throw PastUnknownException.byDefect(
                        "%s was changed at revision %d, and history has no record of that."
                                .formatted(
                                        it.document().key().text(), it.since().get().revision()));
            }
        }
        return new PastState(base.environment(), target, documents);
    }

    private static void replace(
            Map<DocumentKey, PastDocument> documents,
            DocumentKey key,
            Optional<Document> document,
            Optional<Position> since) {
        documents.remove(key);
        document.ifPresent(it -> documents.put(key, new PastDocument(it, since)));
    }

    private static HistoryRecord change(StoredRecord record) throws PastUnknownException {
        try {
            return record.change();
        } catch (UnreadableHistoryException e) {
            throw unreadable(record, e.getMessage());
        }
    }

    private static Optional<Document> document(
            StoredRecord record, HistoryRecord change, Optional<HistoryRecord.Content> content)
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
                                    change.position().revision(),
                                    change.key().text()));
        }
        if (!body.get().sha256().equals(content.get().sha256())) {
            throw unreadable(record, "its document does not have the hash that stands beside it");
        }
        try {
            return Optional.of(Documents.read(change.key(), body.get().utf8()));
        } catch (UnreadableDocumentException e) {
            throw unreadable(record, e.getMessage());
        }
    }

    private static PastUnknownException unreadable(StoredRecord record, @Nullable String why) {
        return PastUnknownException.byDefect(
                "History record %s cannot be relied on: %s.".formatted(record.place(), why));
    }
}

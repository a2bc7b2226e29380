package io.flaghoist.history.past;

import io.flaghoist.history.log.RecordVisitor;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Of each document the config topic's newest record, as bytes: older ones, of which compaction
 * leaves as many as a segment holds, are not parsed unless that is asked for.
 */
final class NewestRecords implements RecordVisitor {
    private final EnvironmentId environment;
    private final boolean isEachRead;
    private final Map<DocumentKey, StoredRecord> newest = new HashMap<>();
    private Position position = Position.START;

    /**
     * @param isEachRead whether a record counts only if it can be read, as for an edge: then the
     *     one before it stays the newest
     */
    NewestRecords(EnvironmentId environment, boolean isEachRead) {
        this.environment = environment;
        this.isEachRead = isEachRead;
    }

    @Override
    public boolean visit(StoredRecord record) {
        Optional<Position> at = record.position();
        Optional<DocumentKey> key = record.key();
        if (at.isPresent()
                && key.isPresent()
                && at.get().isAfter(position)
                && (!isEachRead || change(record).isPresent())) {
            position = at.get();
            newest.put(key.get(), record);
        }
        return true;
    }

    /** Of the last one. */
    Position position() {
        return position;
    }

    /** The documents that are there; empty when a record that counts cannot be read. */
    Optional<Map<DocumentKey, PastDocument>> documents() {
        var documents = new HashMap<DocumentKey, PastDocument>();
        for (StoredRecord record : newest.values()) {
            Optional<Change> change = change(record);
            if (change.isEmpty()) {
                return Optional.empty();
            }
            if (change.get() instanceof Change.Saved(var at, _, var document)) {
                documents.put(document.key(), new PastDocument(document, Optional.of(at)));
            }
        }
        return Optional.of(documents);
    }

    private Optional<Change> change(StoredRecord record) {
        return ConfigCodec.decode(environment, record.content(), record.timestamp())
                        instanceof Decoded.Understood(var change)
                ? Optional.of(change)
                : Optional.empty();
    }
}

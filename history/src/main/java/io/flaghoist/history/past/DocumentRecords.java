package io.flaghoist.history.past;

import io.flaghoist.history.log.RecordVisitor;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Keeps one record of each document out of records that come oldest first, as bytes: only what is
 * kept in the end must be parsed. Repeats, which a mirror may deliver, are ignored.
 */
final class DocumentRecords implements RecordVisitor {
    private final boolean keepsOldest;
    private final Predicate<StoredRecord> counts;
    private final Map<DocumentKey, StoredRecord> kept = new HashMap<>();
    private Position position;

    private DocumentRecords(Position after, boolean keepsOldest, Predicate<StoredRecord> counts) {
        this.position = after;
        this.keepsOldest = keepsOldest;
        this.counts = counts;
    }

    /** The oldest record of each document after a position. */
    static DocumentRecords oldest(Position after) {
        return new DocumentRecords(after, true, _ -> true);
    }

    /** The newest record of each document after a position. */
    static DocumentRecords newest(Position after) {
        return newest(after, _ -> true);
    }

    /**
     * The newest record of each document after a position.
     *
     * @param counts whether a record counts; where it does not, the one before it stays the newest
     */
    static DocumentRecords newest(Position after, Predicate<StoredRecord> counts) {
        return new DocumentRecords(after, false, counts);
    }

    @Override
    public boolean visit(StoredRecord record) {
        Optional<Position> at = record.position();
        Optional<DocumentKey> key = record.key();
        if (at.isPresent()
                && key.isPresent()
                && at.get().isAfter(position)
                && counts.test(record)) {
            position = at.get();
            kept.merge(key.get(), record, (before, after) -> keepsOldest ? before : after);
        }
        return true;
    }

    /** Of the last record. */
    Position position() {
        return position;
    }

    Map<DocumentKey, StoredRecord> kept() {
        return kept;
    }
}

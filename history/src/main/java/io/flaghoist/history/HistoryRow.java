package io.flaghoist.history;

import io.flaghoist.history.difference.Difference;
import io.flaghoist.history.difference.Differences;
import io.flaghoist.history.log.RecordOffset;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.UnreadableHistoryException;
import java.util.List;

/** One record of a history. */
public sealed interface HistoryRow {
    RecordOffset place();

    /**
     * A change.
     *
     * @param differences field by field, in words
     */
    record Changed(RecordOffset place, HistoryRecord entry, List<Difference> differences)
            implements HistoryRow {
        public Changed {
            differences = List.copyOf(differences);
        }
    }

    /** A record that cannot be read, and why. */
    record Unreadable(RecordOffset place, String reason) implements HistoryRow {}

    /** Reads a record. */
    static HistoryRow of(StoredRecord record) {
        try {
            HistoryRecord entry = record.change();
            return new Changed(record.place(), entry, Differences.of(entry));
        } catch (UnreadableHistoryException e) {
            return new Unreadable(record.place(), String.valueOf(e.getMessage()));
        }
    }
}

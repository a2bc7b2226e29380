package io.flaghoist.history;

import io.flaghoist.history.log.HistoryTopic;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.RecordVisitor;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.schemas.Position;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads the changes that a query asks for and no more than that needs. Whether a record is asked
 * for is known by its key and headers: values of others are not parsed.
 */
public final class HistoryReader {
    private final HistoryTopic history;
    private final Progress progress;

    public HistoryReader(HistoryTopic history, Progress progress) {
        this.history = history;
        this.progress = progress;
    }

    /**
     * Passes on the rows in the order of the query, one by one: memory does not grow with them.
     *
     * @param rows takes each row; returns false to stop
     */
    public void read(HistoryQuery query, Predicate<HistoryRow> rows)
            throws LogUnavailableException {
        Optional<HistoryTopic.Extent> extent = history.extent();
        if (extent.isEmpty() || query.limit() == 0) {
            return;
        }
        long first = Math.max(query.first(), extent.get().firstRevision());
        long last = Math.min(query.last(), extent.get().last().revision());
        if (first > last) {
            return;
        }
        progress.begin("Reading history", last - first + 1);
        try {
            var walk = new Walk(query, rows);
            if (query.oldestFirst()) {
                history.from(first, walk);
            } else {
                history.backFrom(last, walk);
            }
        } finally {
            progress.end();
        }
    }

    /**
     * Passes on the rows from a revision on, and each new one, until {@code rows} returns false.
     */
    public void follow(HistoryQuery query, Predicate<HistoryRow> rows)
            throws LogUnavailableException {
        history.follow(query.first(), new Walk(query, rows));
    }

    private final class Walk implements RecordVisitor {
        private final HistoryQuery query;
        private final Predicate<HistoryRow> rows;
        private long left;

        Walk(HistoryQuery query, Predicate<HistoryRow> rows) {
            this.query = query;
            this.rows = rows;
            this.left = query.limit();
        }

        @Override
        public boolean visit(StoredRecord record) {
            Optional<Position> position = record.position();
            if (position.isPresent() && isBeyond(position.get().revision())) {
                return false;
            }
            progress.advance(1);
            if (isAskedFor(record)) {
                left--;
                return rows.test(HistoryRow.of(record)) && left > 0;
            }
            return true;
        }

        private boolean isBeyond(long revision) {
            return query.oldestFirst() ? revision > query.last() : revision < query.first();
        }

        /** What has no readable key is shown unless one is asked for. */
        private boolean isAskedFor(StoredRecord record) {
            return record.key().map(query::isAbout).orElse(query.keys().isEmpty());
        }
    }
}

package io.flaghoist.history.log;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.UnreadableHistoryException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An environment's history, by revision and by time. Looking a place up takes a handful of records,
 * however long the history is. For one thread at a time.
 */
public final class HistoryTopic implements RecordSource, AutoCloseable {
    /** A binary search ends at this many offsets, which are then read one by one. */
    private static final long FEW = 32;

    /** After this many later changes in a row, no earlier one is expected. */
    private static final int MAX_LATER = 256;

    /** At most this many records are read behind the boundary that a binary search found. */
    private static final int MAX_LOOKED_AT = 2_000;

    private final PartitionReader reader;

    HistoryTopic(LogConnection connection, String topic) {
        this.reader = new PartitionReader(connection, topic);
    }

    /**
     * The revisions of the history that are there.
     *
     * @param firstRevision of the oldest record: 1 unless older ones were deleted
     * @param last the newest record's position
     */
    public record Extent(long firstRevision, Position last) {}

    /** What is there now; empty when nothing is. */
    public Optional<Extent> extent() throws LogUnavailableException {
        Optional<StoredRecord> first =
                reader.first(reader.begin(), reader.end(), HistoryTopic::hasPosition);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        return reader.newest(Integer.MAX_VALUE, StoredRecord::position)
                .map(last -> new Extent(first.get().revision(), last));
    }

    @Override
    public void forEach(RecordVisitor visitor) throws LogUnavailableException {
        reader.forward(reader.begin(), reader.end(), visitor);
    }

    /** Passes on the records from {@code revision} on, oldest first. */
    public void from(long revision, RecordVisitor visitor) throws LogUnavailableException {
        long end = reader.end();
        boolean[] begun = {false};
        reader.forward(
                before(end, record -> record.revision() >= revision),
                end,
                record -> {
                    begun[0] |= record.revision() >= revision;
                    return !begun[0] || visitor.visit(record);
                });
    }

    /**
     * Passes on the records from {@code revision} on, oldest first, and then each new one, until
     * the visitor has enough or the thread is interrupted. While Kafka is away it waits.
     */
    public void follow(long revision, RecordVisitor visitor) throws LogUnavailableException {
        reader.follow(
                before(reader.end(), record -> record.revision() >= revision),
                record -> record.revision() < revision || visitor.visit(record));
    }

    /** Passes on the records up to {@code revision}, newest first. */
    public void backFrom(long revision, RecordVisitor visitor) throws LogUnavailableException {
        long end = reader.end();
        long after =
                revision == Long.MAX_VALUE
                        ? end
                        : before(end, record -> record.revision() > revision) + FEW;
        reader.backward(
                reader.begin(),
                Math.min(after, end),
                record -> record.revision() > revision || visitor.visit(record));
    }

    /** The record with this revision; empty when there is none. */
    public Optional<StoredRecord> at(long revision) throws LogUnavailableException {
        long end = reader.end();
        return reader.first(
                        before(end, record -> record.revision() >= revision),
                        end,
                        record -> record.revision() >= revision)
                .filter(record -> record.revision() == revision);
    }

    /**
     * The last change that was observed at {@code time} or before. Where clocks of writers differ
     * it is the last in the order of the log. Empty when all there is was observed later.
     */
    public Optional<HistoryRecord> lastObservedBy(Instant time) throws LogUnavailableException {
        long end = reader.end();
        long boundary = before(end, record -> observedAt(record).isAfter(time));
        var scan = new ObservedBy(time);
        reader.forward(boundary, end, scan);
        if (scan.last.isEmpty()) {
            reader.backward(reader.begin(), boundary, record -> !scan.take(record));
        }
        return scan.last;
    }

    /**
     * Looks for the last change that was observed by a time, beyond where the first later one is: a
     * writer whose clock was ahead may have come in between.
     */
    private static final class ObservedBy implements RecordVisitor {
        private final Instant time;
        private Optional<HistoryRecord> last = Optional.empty();
        private int laterInARow;
        private int lookedAt;

        ObservedBy(Instant time) {
            this.time = time;
        }

        @Override
        public boolean visit(StoredRecord record) {
            laterInARow = take(record) ? 0 : laterInARow + 1;
            return laterInARow < MAX_LATER && ++lookedAt < MAX_LOOKED_AT;
        }

        /** Whether it is one. */
        boolean take(StoredRecord record) {
            Optional<HistoryRecord> entry =
                    decoded(record).filter(it -> !it.observedAt().isAfter(time));
            if (entry.isPresent()) {
                last = entry;
            }
            return entry.isPresent();
        }
    }

    /**
     * An offset before the first record that is {@code late}, and few records before it: all that
     * follow a late one are expected to be late.
     */
    private long before(long end, Predicate<StoredRecord> late) throws LogUnavailableException {
        long low = reader.begin();
        long high = end;
        while (high - low > FEW) {
            long middle = low + (high - low) / 2;
            Optional<StoredRecord> there = reader.first(middle, high, HistoryTopic::hasPosition);
            if (there.isEmpty() || late.test(there.get())) {
                high = middle;
            } else {
                low = there.get().place().offset();
            }
        }
        return low;
    }

    private static boolean hasPosition(StoredRecord record) {
        return record.position().isPresent();
    }

    private static Instant observedAt(StoredRecord record) {
        return decoded(record).map(HistoryRecord::observedAt).orElse(Instant.MIN);
    }

    private static Optional<HistoryRecord> decoded(StoredRecord record) {
        try {
            return Optional.of(record.change());
        } catch (UnreadableHistoryException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}

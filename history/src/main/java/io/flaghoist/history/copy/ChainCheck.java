package io.flaghoist.history.copy;

import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.RecordSource;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.UnreadableHistoryException;
import java.util.Optional;

/**
 * Reads a history that is copied, record by record, and says where its chain breaks first. Which
 * record is to blame is for a verification to say.
 */
final class ChainCheck {
    private static final int PROGRESS_STEP = 512;

    private final CopyOrder order;
    private Position first = Position.START;
    private Position last = Position.START;
    private String hash = "";
    private long records;
    private Optional<String> fault = Optional.empty();

    ChainCheck(CopyOrder order) {
        this.order = order;
    }

    /** Takes the records that were ordered. */
    interface Copier {
        /**
         * Takes the next record, which has been checked.
         *
         * @param change empty when it cannot be read
         * @return whether to go on
         */
        boolean take(StoredRecord record, Optional<HistoryRecord> change)
                throws LogUnavailableException;
    }

    /** Passes on all records that were ordered. */
    void read(RecordSource history, Progress progress, Copier copier)
            throws LogUnavailableException {
        history.forEach(record -> {
            if (order.excludes(record)) {
                return order.allowsBroken();
            }
            boolean goesOn = copier.take(record, take(record));
            if (records % PROGRESS_STEP == 0) {
                progress.advance(PROGRESS_STEP);
            }
            return goesOn;
        });
    }

    private Optional<HistoryRecord> take(StoredRecord stored) {
        records++;
        try {
            HistoryRecord entry = stored.change();
            follow(stored, entry);
            hash = stored.chainHash();
            return Optional.of(entry);
        } catch (UnreadableHistoryException e) {
            breaks(stored, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void follow(StoredRecord stored, HistoryRecord entry) {
        Position position = entry.position();
        if (!entry.environment().equals(order.environment())) {
            breaks(stored, "belongs to environment " + entry.environment());
        }
        HistoryCodec.disagreement(stored.content(), entry).ifPresent(why -> breaks(stored, why));
        if (hash.isEmpty()) {
            first = position;
            if (position.revision() == 1 && !entry.previousHash().equals(HistoryRecord.GENESIS)) {
                breaks(stored, "is revision 1 and is chained to one before it");
            }
        } else if (position.revision() != last.revision() + 1) {
            breaks(
                    stored,
                    "is revision %d, behind revision %d"
                            .formatted(position.revision(), last.revision()));
        } else if (!entry.previousHash().equals(hash)) {
            breaks(stored, "is not chained to revision " + last.revision());
        }
        last = position.isAfter(last) ? position : last;
    }

    /** Notes that {@code stored} breaks it, in words that go on behind its place. */
    void breaks(StoredRecord stored, String how) {
        if (fault.isEmpty()) {
            fault = Optional.of(stored.place() + " " + how);
        }
    }

    /** Where it breaks first; empty when it does not. */
    Optional<String> fault() {
        return fault;
    }

    /**
     * Refuses a history that must not be copied.
     *
     * @param hasBase whether the documents before the first record are known
     */
    void requireFit(boolean hasBase) throws CopyRefusedException {
        if (records == 0) {
            throw new CopyRefusedException(
                    "There is no history to copy. Check environment, prefix and revision.");
        }
        if (order.until().isPresent() && last.revision() < order.until().getAsLong()) {
            throw new CopyRefusedException(
                    "The history ends with revision %d, before revision %d that was asked for."
                            .formatted(last.revision(), order.until().getAsLong()));
        }
        if (!order.allowsBroken() && first.revision() > 1 && !hasBase) {
            throw new CopyRefusedException(
                    "The history begins with revision %d: documents that have not changed since would be lost."
                            .formatted(first.revision()));
        }
        if (!order.allowsBroken() && fault.isPresent()) {
            throw new CopyRefusedException(
                    "The history is broken: %s. Verify it first; a broken history is copied only on request."
                            .formatted(fault.get()));
        }
    }

    /** Of the first record; {@link Position#START} before it. */
    Position first() {
        return first;
    }

    /** The furthest position. */
    Position last() {
        return last;
    }

    /** The hash of the last record; empty before the first. */
    String hash() {
        return hash;
    }

    /** How many were taken. */
    long records() {
        return records;
    }
}

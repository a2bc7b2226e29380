package io.flaghoist.history.verify;

import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.UnreadableHistoryException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Follows a history record by record and says where it breaks first. Which record is to blame is
 * the {@link Verifier}'s to say. For who copies a log and must know that it is whole.
 */
public final class ChainCheck {
    private final EnvironmentId environment;
    private Position first = Position.START;
    private Position last = Position.START;
    private String hash = "";
    private long records;
    private Optional<String> fault = Optional.empty();

    public ChainCheck(EnvironmentId environment) {
        this.environment = environment;
    }

    /** Takes the next record; empty when it cannot be read. */
    public Optional<HistoryRecord> take(StoredRecord stored) {
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
        if (!entry.environment().equals(environment)) {
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
    public void breaks(StoredRecord stored, String how) {
        if (fault.isEmpty()) {
            fault = Optional.of(stored.place() + " " + how);
        }
    }

    /** Where it breaks first; empty when it does not. */
    public Optional<String> fault() {
        return fault;
    }

    /**
     * Why the records must not be copied, for people; empty where they may.
     *
     * @param until the last revision that was asked for; empty for all
     * @param hasBase whether the documents before the first record are known
     */
    public Optional<String> refusal(OptionalLong until, boolean hasBase, boolean allowsBroken) {
        if (records == 0) {
            return Optional.of(
                    "There is no history to copy. Check environment, prefix and revision.");
        }
        if (until.isPresent() && last.revision() < until.getAsLong()) {
            return Optional.of(
                    "The history ends with revision %d, before revision %d that was asked for."
                            .formatted(last.revision(), until.getAsLong()));
        }
        if (!allowsBroken && first.revision() > 1 && !hasBase) {
            return Optional.of(
                    "The history begins with revision %d: documents that have not changed since would be lost."
                            .formatted(first.revision()));
        }
        return fault.filter(_ -> !allowsBroken)
                .map(it ->
                        "The history is broken: %s. Verify it first; a broken history is copied only on request."
                                .formatted(it));
    }

    /** Of the first record; {@link Position#START} before it. */
    public Position first() {
        return first;
    }

    /** The furthest position. */
    public Position last() {
        return last;
    }

    /** The hash of the last record; empty before the first. */
    public String hash() {
        return hash;
    }

    /** How many were taken. */
    public long records() {
        return records;
    }
}

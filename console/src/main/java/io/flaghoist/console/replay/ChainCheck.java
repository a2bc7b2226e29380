package io.flaghoist.console.replay;

import io.flaghoist.console.log.StoredRecord;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.UnreadableHistoryException;
import java.util.Optional;

/**
 * Follows a history record by record and says where it breaks first. Which record is to blame is
 * the verifier's to say.
 */
final class ChainCheck {
    private final EnvironmentId environment;
    private Position first = Position.START;
    private Position last = Position.START;
    private String hash = "";
    private long records;
    private Optional<String> fault = Optional.empty();

    ChainCheck(EnvironmentId environment) {
        this.environment = environment;
    }

    /** Takes the next record; empty when it is none. */
    Optional<HistoryRecord> take(StoredRecord stored) {
        records++;
        byte[] value = stored.content().value();
        if (value == null) {
            breaks(stored, "has no value");
            return Optional.empty();
        }
        try {
            HistoryRecord entry = HistoryCodec.decode(value);
            follow(stored, entry);
            hash = HistoryCodec.chainHash(value);
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

    void breaks(StoredRecord stored, String how) {
        if (fault.isEmpty()) {
            fault = Optional.of(stored.place() + " " + how);
        }
    }

    /** Where it breaks first; empty when it does not. */
    Optional<String> fault() {
        return fault;
    }

    Position first() {
        return first;
    }

    Position last() {
        return last;
    }

    /** Of the last record. */
    String hash() {
        return hash;
    }

    long records() {
        return records;
    }
}

package io.flaghoist.history.copy;

import io.flaghoist.history.log.RecordOffset;
import io.flaghoist.history.log.RecordSource;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.history.past.PastDocument;
import io.flaghoist.history.past.PastState;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.record.ChangeKind;
import io.flaghoist.schemas.record.ConfigCodec;
import java.util.HashSet;
import java.util.Set;

/**
 * A state as the records of a config topic that leads to it: what stood before a history whose
 * beginning was deleted. A document of which no change is known any more gets one of the revisions
 * that are not taken.
 */
final class BaseRecords {
    private BaseRecords() {}

    /** The records of a state, in no particular order. */
    static RecordSource of(PastState state) {
        return visitor -> {
            var taken = new HashSet<Long>();
            for (PastDocument it : state.all()) {
                it.since().ifPresent(since -> taken.add(since.revision()));
            }
            long free = 0;
            for (PastDocument it : state.all()) {
                if (it.since().isEmpty()) {
                    free = next(free, taken);
                }
                long revision = free;
                Position position = it.since().orElseGet(() -> new Position(1, revision));
                if (!visitor.visit(record(state, it, position))) {
                    return;
                }
            }
        };
    }

    private static long next(long after, Set<Long> taken) {
        long free = after + 1;
        while (taken.contains(free)) {
            free++;
        }
        return free;
    }

    private static StoredRecord record(PastState state, PastDocument it, Position position) {
        return new StoredRecord(
                new RecordOffset("base", 0, position.revision()),
                0,
                ConfigCodec.encode(
                        state.environment(),
                        ChangeKind.CREATED,
                        new Change.Saved(position, 0, it.document())));
    }
}

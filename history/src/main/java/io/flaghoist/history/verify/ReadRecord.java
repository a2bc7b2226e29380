package io.flaghoist.history.verify;

import io.flaghoist.history.log.RecordOffset;
import io.flaghoist.schemas.record.HistoryRecord;
import java.util.Optional;
import java.util.OptionalLong;

/** What came of reading a record of the history. */
sealed interface ReadRecord {
    /**
     * It has a place in the chain.
     *
     * @param entry what it says; empty when that cannot be read here
     * @param saidRevision what its header says
     * @param flaw what contradicts itself in it, or why it cannot be read
     */
    record Linked(
            Link link,
            Optional<HistoryRecord> entry,
            OptionalLong saidRevision,
            Optional<String> flaw)
            implements ReadRecord {}

    /**
     * It has none.
     *
     * @param saidRevision what its header says
     */
    record Unlinked(
            long index, RecordOffset place, String key, OptionalLong saidRevision, String reason)
            implements ReadRecord {}
}

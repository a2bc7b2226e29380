package io.flaghoist.history.verify;

import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.RecordSource;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.HistoryCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads a history again for the records with some revisions, once it is known which ones matter:
 * cheaper than to keep something of every record the first time.
 */
final class SecondLook {
    private final Map<Long, List<Link>> links = new HashMap<>();
    private long furthest;

    private SecondLook() {}

    static SecondLook at(EnvironmentId environment, RecordSource history, Set<Long> revisions)
            throws LogUnavailableException {
        var look = new SecondLook();
        var reader = new RecordReader(environment);
        var index = new long[1];
        history.forEach(record -> {
            look.take(reader, index[0]++, record, revisions);
            return true;
        });
        return look;
    }

    private void take(RecordReader reader, long index, StoredRecord record, Set<Long> revisions) {
        OptionalLong said = HistoryCodec.revision(record.content());
        furthest = Math.max(furthest, said.orElse(0));
        if ((said.isEmpty() || revisions.contains(said.getAsLong()))
                && reader.read(index, record) instanceof ReadRecord.Linked linked) {
            links.computeIfAbsent(linked.link().revision(), _ -> new ArrayList<>())
                    .add(linked.link());
        }
    }

    /** All records with this revision, in the order of reading. */
    List<Link> at(long revision) {
        return links.getOrDefault(revision, List.of());
    }

    /** The highest revision that is there now. */
    long furthest() {
        return furthest;
    }
}

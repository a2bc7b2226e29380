package io.flaghoist.history.log;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.UnreadableHistoryException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A record exactly as a topic holds it, readable or not.
 *
 * @param timestamp the record's own, epoch milliseconds
 */
public record StoredRecord(RecordOffset place, long timestamp, LogRecord content) {
    /** The document that it is about, by its key alone; empty where the key names none. */
    public Optional<DocumentKey> key() {
        byte[] key = content.key();
        return key == null
                ? Optional.empty()
                : DocumentKey.parse(new String(key, StandardCharsets.UTF_8));
    }

    /** Its position by its headers; empty where they have none. */
    public Optional<Position> position() {
        return HistoryCodec.position(content);
    }

    /** Its revision by its headers; 0 where they have none. */
    public long revision() {
        return HistoryCodec.revision(content).orElse(0);
    }

    /** Reads the value of a record of a history topic. */
    public HistoryRecord change() throws UnreadableHistoryException {
        byte[] value = content.value();
        return HistoryCodec.decode(value == null ? new byte[0] : value);
    }

    /** What the next record of a history holds as the hash of this one. */
    public String chainHash() {
        byte[] value = content.value();
        return HistoryCodec.chainHash(value == null ? new byte[0] : value);
    }
}

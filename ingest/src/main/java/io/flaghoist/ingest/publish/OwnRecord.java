package io.flaghoist.ingest.publish;

import io.flaghoist.schemas.Digests;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * By what a record of a config topic is known to be the one that this process wrote.
 *
 * @param key the record's key
 * @param sha256 of its value; empty for a tombstone
 */
record OwnRecord(Position position, String key, String sha256) {
    static OwnRecord of(Change change) {
        return new OwnRecord(
                change.position(),
                change.key().text(),
                switch (change) {
                    case Change.Saved(_, _, var document) -> document.sha256();
                    case Change.Removed _ -> "";
                });
    }

    /** Of what was read; the hash is the value's own, whatever its headers say. */
    static Optional<OwnRecord> of(LogRecord record) {
        byte[] key = record.key();
        byte[] value = record.value();
        return key == null
                ? Optional.empty()
                : HistoryCodec.position(record)
                        .map(position ->
                                new OwnRecord(
                                        position,
                                        new String(key, StandardCharsets.UTF_8),
                                        value == null ? "" : Digests.sha256Hex(value)));
    }
}

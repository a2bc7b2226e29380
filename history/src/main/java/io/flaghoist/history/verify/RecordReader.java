package io.flaghoist.history.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.HistoryRecord.Content;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.UnreadableHistoryException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads records of a history and sees whether each agrees with itself. */
final class RecordReader {
    private final EnvironmentId environment;

    RecordReader(EnvironmentId environment) {
        this.environment = environment;
    }

    ReadRecord read(long index, StoredRecord stored) {
        LogRecord record = stored.content();
        byte[] value = record.value();
        if (value == null) {
            return unlinked(index, stored, "it has no value");
        }
        try {
            HistoryRecord entry = HistoryCodec.decode(value);
            var link =
                    new Link(
                            index,
                            stored.place(),
                            entry.position().revision(),
                            entry.position().epoch(),
                            entry.key().text(),
                            entry.previousHash(),
                            HistoryCodec.chainHash(value));
            return new ReadRecord.Linked(
                    link, Optional.of(entry), HistoryCodec.revision(record), flaw(record, entry));
        } catch (UnreadableHistoryException e) {
            return strange(index, stored, value, String.valueOf(e.getMessage()));
        }
    }

    private Optional<String> flaw(LogRecord record, HistoryRecord entry) {
        if (!entry.environment().equals(environment)) {
            return Optional.of("it belongs to another environment");
        }
        return HistoryCodec.disagreement(record, entry)
                .or(() -> wrongHash(entry.before(), "before"))
                .or(() -> wrongHash(entry.after(), "after"));
    }

    private static Optional<String> wrongHash(Optional<Content> content, String side) {
        boolean isWrong =
                content.isPresent()
                        && content.get()
                                .document()
                                .map(document -> !document.sha256().equals(content.get().sha256()))
                                .orElse(false);
        return isWrong
                ? Optional.of(
                        "the document %s the change has another hash than stands beside it"
                                .formatted(side))
                : Optional.empty();
    }

    /** A later version may write what this one cannot read; its place in the chain it can. */
    private static ReadRecord strange(
            long index, StoredRecord stored, byte[] value, String reason) {
        JsonNode tree = tree(value);
        long revision = tree.path("revision").asLong();
        String previousHash = tree.path("previousHash").asText("");
        if (revision <= 0 || previousHash.isEmpty()) {
            return unlinked(index, stored, reason);
        }
        var link =
                new Link(
                        index,
                        stored.place(),
                        revision,
                        tree.path("epoch").asLong(),
                        key(stored.content()),
                        previousHash,
                        HistoryCodec.chainHash(value));
        return new ReadRecord.Linked(
                link,
                Optional.empty(),
                HistoryCodec.revision(stored.content()),
                Optional.of(reason));
    }

    private static JsonNode tree(byte[] value) {
        try {
            return Json.read(value);
        } catch (JsonProcessingException e) {
            return Json.object();
        }
    }

    private static ReadRecord unlinked(long index, StoredRecord stored, String reason) {
        return new ReadRecord.Unlinked(
                index,
                stored.place(),
                key(stored.content()),
                HistoryCodec.revision(stored.content()),
                reason);
    }

    /** For people: of what is no key, a tame beginning. */
    static String key(LogRecord record) {
        byte[] key = record.key();
        if (key == null) {
            return "";
        }
        String text = new String(key, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}

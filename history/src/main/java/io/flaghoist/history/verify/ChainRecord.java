package io.flaghoist.history.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.history.log.RecordOffset;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.HistoryCodec;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.HistoryRecord.Content;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.UnreadableHistoryException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record of the history topic as the chain sees it, without its documents.
 *
 * @param position by its value; by its headers where the value cannot be read
 * @param key of the document, as records are keyed
 * @param previousHash the hash of the record before it, as this one states it; empty where the
 *     value cannot be read
 * @param change empty where this version cannot read it
 * @param flaw how it contradicts itself, or why it cannot be read
 */
record ChainRecord(
        RecordOffset place,
        Position position,
        String key,
        String previousHash,
        String hash,
        Optional<Hashes> change,
        Optional<String> flaw) {

    /** SHA-256 of the document before and after a change. */
    record Hashes(Optional<String> before, Optional<String> after) {
        static Hashes of(HistoryRecord entry) {
            return new Hashes(
                    entry.before().map(Content::sha256), entry.after().map(Content::sha256));
        }
    }

    /**
     * @param expected the revision that should come now: of a record whose header and value differ,
     *     the one that is expected is used
     */
    static ChainRecord read(EnvironmentId environment, StoredRecord stored, long expected) {
        LogRecord record = stored.content();
        Position header = stored.position().orElse(Position.START);
        try {
            HistoryRecord entry = stored.change();
            Optional<String> flaw = flaw(environment, record, entry);
            boolean isHeaderRight = flaw.isPresent() && header.revision() == expected;
            return new ChainRecord(
                    stored.place(),
                    isHeaderRight ? header : entry.position(),
                    entry.key().text(),
                    entry.previousHash(),
                    stored.chainHash(),
                    Optional.of(Hashes.of(entry)),
                    flaw);
        } catch (UnreadableHistoryException e) {
            // A later version may have written it: then its place in the chain can be read.
            JsonNode tree = tree(record.value());
            return new ChainRecord(
                    stored.place(),
                    header,
                    key(record),
                    tree.path("revision").asLong() == header.revision()
                            ? tree.path("previousHash").asText("")
                            : "",
                    stored.chainHash(),
                    Optional.empty(),
                    Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private static JsonNode tree(byte @Nullable [] value) {
        try {
            return value == null ? Json.object() : Json.read(value);
        } catch (JsonProcessingException e) {
            return Json.object();
        }
    }

    private static Optional<String> flaw(
            EnvironmentId environment, LogRecord record, HistoryRecord entry) {
        if (!entry.environment().equals(environment)) {
            return Optional.of("it belongs to another environment");
        }
        return HistoryCodec.disagreement(record, entry)
                .or(() -> wrongHash(entry.before(), "before"))
                .or(() -> wrongHash(entry.after(), "after"));
    }

    private static Optional<String> wrongHash(Optional<Content> content, String side) {
        return content.filter(it ->
                        it.document().stream()
                                .anyMatch(document -> !document.sha256().equals(it.sha256())))
                .map(_ -> "the document %s the change does not match its hash".formatted(side));
    }

    /** The key for people: printable, and at most 200 characters of it. */
    static String key(LogRecord record) {
        String text = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= 200 ? printable : printable.substring(0, 200) + "…";
    }

    long revision() {
        return position.revision();
    }

    boolean isReadable() {
        return !previousHash.isEmpty();
    }

    /** Whether this is the record after {@code before}. */
    boolean follows(ChainRecord before) {
        return revision() == before.revision() + 1 && previousHash.equals(before.hash);
    }

    /** The hash of the document that the change left; empty where it removed it. */
    Optional<String> after() {
        return change.flatMap(Hashes::after);
    }
}

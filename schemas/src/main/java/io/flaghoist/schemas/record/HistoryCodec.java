package io.flaghoist.schemas.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.Digests;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.json.JsonFlaw;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** History records as records of an environment's history topic. */
public final class HistoryCodec {
    private HistoryCodec() {}

    /** The record of {@code entry}, keyed like its document on the config topic. */
    public static LogRecord encode(HistoryRecord entry) {
        var headers = new HashMap<String, byte[]>();
        said(entry).forEach((name, text) -> headers.put(name, Headers.bytes(text)));
        headers.put(Headers.SCHEMA_VERSION, Headers.bytes(Headers.CURRENT_SCHEMA_VERSION));
        return new LogRecord(
                entry.key().text().getBytes(StandardCharsets.UTF_8),
                Json.write(tree(entry)),
                headers);
    }

    /** The position in a record's headers; empty if absent. */
    public static Optional<Position> position(LogRecord record) {
        return Headers.position(record.headers());
    }

    /** Values that are repeated in the headers. */
    private static Map<String, String> said(HistoryRecord entry) {
        var said = new TreeMap<String, String>();
        said.put(Headers.ENVIRONMENT, entry.environment().value());
        said.put(Headers.REVISION, Long.toString(entry.position().revision()));
        said.put(Headers.EPOCH, Long.toString(entry.position().epoch()));
        said.put(Headers.KIND, entry.kind().word());
        entry.after().ifPresent(after -> said.put(Headers.SHA256, after.sha256()));
        return said;
    }

    /**
     * How key and headers of {@code record} contradict {@code entry}, which was decoded from its
     * value; empty if they agree. Additional headers are ignored: mirrors add some.
     */
    public static Optional<String> disagreement(LogRecord record, HistoryRecord entry) {
        byte[] key = record.key();
        if (key == null || !entry.key().text().equals(new String(key, StandardCharsets.UTF_8))) {
            return Optional.of("its key names another document than its value");
        }
        for (Map.Entry<String, String> header : said(entry).entrySet()) {
            if (!header.getValue().equals(Headers.text(record.headers(), header.getKey()))) {
                return Optional.of(
                        "its header '" + header.getKey() + "' says otherwise than its value");
            }
        }
        if (entry.after().isEmpty() && record.headers().containsKey(Headers.SHA256)) {
            return Optional.of("its header 'sha256' is of a document that its value removed");
        }
        return Headers.strange(entry.environment(), record.headers());
    }

    /** The revision in the headers of {@code record}; empty if absent. */
    public static OptionalLong revision(LogRecord record) {
        return Headers.positive(record.headers(), Headers.REVISION);
    }

    /** The value of the next record's {@code previousHash}. */
    public static String chainHash(byte[] value) {
        return Digests.sha256Hex(value);
    }

    /**
     * Reads the value of a history record.
     *
     * @throws UnreadableHistoryException if it is invalid
     */
    public static HistoryRecord decode(byte[] value) throws UnreadableHistoryException {
        try {
            return record(Json.read(value));
        } catch (JsonProcessingException e) {
            throw new UnreadableHistoryException(
                    "the value cannot be read: " + JsonFlaw.of(e).words(), e);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new UnreadableHistoryException(
                    "the value is no history record: " + e.getMessage(), e);
        }
    }

    private static ObjectNode tree(HistoryRecord entry) {
        ObjectNode tree = Json.object();
        tree.put("environment", entry.environment().value());
        tree.put("revision", entry.position().revision());
        tree.put("epoch", entry.position().epoch());
        tree.put("kind", entry.kind().word());
        tree.put("domain", entry.key().domain().word());
        tree.put("identifier", entry.key().identifier());
        tree.put("upstreamVersion", entry.upstreamVersion());
        tree.put("cause", entry.cause().word());
        tree.put("observedAt", entry.observedAt().toString());
        entry.before().ifPresent(content -> tree.set("before", tree(content)));
        entry.after().ifPresent(content -> tree.set("after", tree(content)));
        tree.put("previousHash", entry.previousHash());
        return tree;
    }

    private static ObjectNode tree(HistoryRecord.Content content) {
        ObjectNode tree = Json.object();
        tree.put("sha256", content.sha256());
        content.document().ifPresent(document -> tree.set("document", document.tree()));
        return tree;
    }

    private static HistoryRecord record(JsonNode tree) {
        return new HistoryRecord(
                new EnvironmentId(tree.path("environment").asText("")),
                new Position(tree.path("epoch").asLong(), tree.path("revision").asLong()),
                key(tree),
                tree.path("upstreamVersion").asLong(),
                Cause.require(tree.path("cause").asText("")),
                Instant.parse(tree.path("observedAt").asText("")),
                content(tree.path("before")),
                content(tree.path("after")),
                tree.path("previousHash").asText(""));
    }

    private static DocumentKey key(JsonNode tree) {
        Domain domain = Domain.require(tree.path("domain").asText(""));
        return DocumentKey.of(domain, tree.path("identifier").asText(""))
                .orElseThrow(
                        () -> new IllegalArgumentException("the identifier names no document"));
    }

    private static Optional<HistoryRecord.Content> content(JsonNode tree) {
        if (!tree.isObject()) {
            return Optional.empty();
        }
        Optional<CanonicalJson> document =
                tree.path("document") instanceof ObjectNode object
                        ? Optional.of(CanonicalJson.of(object))
                        : Optional.empty();
        return Optional.of(new HistoryRecord.Content(tree.path("sha256").asText(""), document));
    }
}

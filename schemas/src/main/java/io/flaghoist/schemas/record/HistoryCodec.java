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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Optional;
import java.util.OptionalLong;

/** History records as records of an environment's history topic. */
public final class HistoryCodec {
    private HistoryCodec() {}

    /** The record of {@code entry}, keyed like its document on the config topic. */
    public static LogRecord encode(HistoryRecord entry) {
        var headers = new HashMap<String, byte[]>();
        headers.put(Headers.ENVIRONMENT, Headers.bytes(entry.environment().value()));
        headers.put(Headers.REVISION, Headers.bytes(entry.position().revision()));
        headers.put(Headers.EPOCH, Headers.bytes(entry.position().epoch()));
        headers.put(Headers.KIND, Headers.bytes(entry.kind().word()));
        headers.put(Headers.SCHEMA_VERSION, Headers.bytes(Headers.CURRENT_SCHEMA_VERSION));
        entry.after()
                .ifPresent(after -> headers.put(Headers.SHA256, Headers.bytes(after.sha256())));
        return new LogRecord(
                entry.key().text().getBytes(StandardCharsets.UTF_8),
                Json.write(tree(entry)),
                headers);
    }

    /** Where a record says that it stands, without reading its value; empty where it does not. */
    public static Optional<Position> position(LogRecord record) {
        OptionalLong epoch = Headers.positive(record.headers(), Headers.EPOCH);
        OptionalLong revision = Headers.positive(record.headers(), Headers.REVISION);
        return epoch.isEmpty() || revision.isEmpty()
                ? Optional.empty()
                : Optional.of(new Position(epoch.getAsLong(), revision.getAsLong()));
    }

    /** What the next record of the chain holds as its {@code previousHash}. */
    public static String chainHash(byte[] value) {
        return Digests.sha256Hex(value);
    }

    /**
     * Reads the value of a history record.
     *
     * @throws UnreadableHistoryException when it is none
     */
    public static HistoryRecord decode(byte[] value) throws UnreadableHistoryException {
        try {
            return record(Json.read(value));
        } catch (JsonProcessingException e) {
            throw new UnreadableHistoryException("the value is not JSON within the bounds", e);
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

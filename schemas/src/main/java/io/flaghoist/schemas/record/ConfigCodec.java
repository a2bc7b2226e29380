package io.flaghoist.schemas.record;

import io.flaghoist.schemas.Digests;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Documents;
import io.flaghoist.schemas.document.UnreadableDocumentException;
import io.flaghoist.schemas.image.Change;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Changes as records of an environment's config topic. */
public final class ConfigCodec {
    private static final Set<String> READABLE_SCHEMA_VERSIONS = Set.of("1", "2");

    private ConfigCodec() {}

    /** The record of {@code change}; a tombstone where it removes. */
    public static LogRecord encode(EnvironmentId environment, ChangeKind kind, Change change) {
        var headers = new HashMap<String, byte[]>();
        headers.put(Headers.ENVIRONMENT, Headers.bytes(environment.value()));
        headers.put(Headers.REVISION, Headers.bytes(change.position().revision()));
        headers.put(Headers.EPOCH, Headers.bytes(change.position().epoch()));
        headers.put(Headers.KIND, Headers.bytes(kind.word()));
        headers.put(Headers.SCHEMA_VERSION, Headers.bytes(Headers.CURRENT_SCHEMA_VERSION));
        byte[] key = change.key().text().getBytes(StandardCharsets.UTF_8);
        return switch (change) {
            case Change.Saved(_, _, var document) -> {
                headers.put(Headers.SHA256, Headers.bytes(document.sha256()));
                yield new LogRecord(key, document.body().utf8(), headers);
            }
            case Change.Removed _ -> new LogRecord(key, null, headers);
        };
    }

    /**
     * Reads a record of the config topic of {@code environment}.
     *
     * @param timestamp the record's timestamp, epoch milliseconds
     */
    public static Decoded decode(EnvironmentId environment, LogRecord record, long timestamp) {
        byte[] key = record.key();
        Optional<DocumentKey> documentKey =
                key == null
                        ? Optional.empty()
                        : DocumentKey.parse(new String(key, StandardCharsets.UTF_8));
        if (documentKey.isEmpty()) {
            return new Decoded.Unreadable("the key names no document");
        }
        OptionalLong epoch = Headers.positive(record.headers(), Headers.EPOCH);
        OptionalLong revision = Headers.positive(record.headers(), Headers.REVISION);
        if (epoch.isEmpty() || revision.isEmpty()) {
            return new Decoded.Unreadable(
                    "the headers epoch and revision are missing or not numbers");
        }
        var position = new Position(epoch.getAsLong(), revision.getAsLong());
        return strangeHeaders(environment, record.headers())
                .<Decoded>map(Decoded.Unreadable::new)
                .orElseGet(() -> decode(documentKey.get(), position, timestamp, record));
    }

    private static Optional<String> strangeHeaders(
            EnvironmentId environment, Map<String, byte[]> headers) {
        String schemaVersion = Headers.text(headers, Headers.SCHEMA_VERSION);
        if (!READABLE_SCHEMA_VERSIONS.contains(schemaVersion)) {
            return Optional.of("schema version '" + printable(schemaVersion) + "' is unknown here");
        }
        if (!Headers.text(headers, Headers.ENVIRONMENT).equals(environment.value())) {
            return Optional.of("the record belongs to another environment");
        }
        return Optional.empty();
    }

    private static Decoded decode(
            DocumentKey key, Position position, long timestamp, LogRecord record) {
        byte[] value = record.value();
        if (value == null) {
            return new Decoded.Understood(new Change.Removed(position, timestamp, key));
        }
        String sha256 = Headers.text(record.headers(), Headers.SHA256);
        if (!sha256.equals(Digests.sha256Hex(value))) {
            return new Decoded.Unreadable(
                    "the value does not match the content hash in its header");
        }
        try {
            return new Decoded.Understood(
                    new Change.Saved(position, timestamp, Documents.read(key, value)));
        } catch (UnreadableDocumentException e) {
            return new Decoded.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static String printable(String text) {
        String tame = text.replaceAll("[^A-Za-z0-9._-]", "?");
        return tame.length() <= 16 ? tame : tame.substring(0, 16) + "…";
    }
}

package io.flaghoist.schemas.record;

import io.flaghoist.schemas.Digests;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Documents;
import io.flaghoist.schemas.document.UnreadableDocumentException;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.LiveDigest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Optional;

/** Changes as records of an environment's config topic. */
public final class ConfigCodec {
    private ConfigCodec() {}

    /**
     * The record of {@code change}; a tombstone where it removes.
     *
     * @param after the digest of all documents that the writer holds after the change
     */
    public static LogRecord encode(
            EnvironmentId environment, ChangeKind kind, Change change, LiveDigest after) {
        LogRecord record = encode(environment, kind, change);
        var headers = new HashMap<>(record.headers());
        headers.put(Headers.DIGEST, Headers.bytes(after.text()));
        return new LogRecord(record.key(), record.value(), headers);
    }

    /**
     * Whether {@code digest} is the digest in {@code record} after its change; false without one.
     */
    public static boolean leadsTo(LiveDigest digest, LogRecord record) {
        return Headers.text(record.headers(), Headers.DIGEST).equals(digest.text());
    }

    /** Whether {@code record} has a digest of the documents after its change. */
    public static boolean saysWhereItLeads(LogRecord record) {
        return record.headers().containsKey(Headers.DIGEST);
    }

    /** As above, without a digest. */
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
                if (document.upstreamVersion() != document.version()) {
                    headers.put(
                            Headers.UPSTREAM_VERSION, Headers.bytes(document.upstreamVersion()));
                }
                yield new LogRecord(key, document.body().utf8(), headers);
            }
            case Change.Removed(_, _, _, var lastServed) -> {
                if (lastServed > 0) {
                    headers.put(Headers.SERVED_VERSION, Headers.bytes(lastServed));
                }
                yield new LogRecord(key, null, headers);
            }
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
        Optional<Position> position = Headers.position(record.headers());
        if (position.isEmpty()) {
            return new Decoded.Unreadable(
                    "the headers epoch and revision are missing or not numbers");
        }
        return Headers.strange(environment, record.headers())
                .<Decoded>map(Decoded.Unreadable::new)
                .orElseGet(() -> decode(documentKey.get(), position.get(), timestamp, record));
    }

    private static Decoded decode(
            DocumentKey key, Position position, long timestamp, LogRecord record) {
        byte[] value = record.value();
        if (value == null) {
            long lastServed = Headers.number(record.headers(), Headers.SERVED_VERSION).orElse(0);
            return new Decoded.Understood(new Change.Removed(position, timestamp, key, lastServed));
        }
        String sha256 = Headers.text(record.headers(), Headers.SHA256);
        if (!sha256.equals(Digests.sha256Hex(value))) {
            return new Decoded.Unreadable(
                    "the value does not match the content hash in its header");
        }
        try {
            return new Decoded.Understood(
                    new Change.Saved(
                            position,
                            timestamp,
                            Documents.read(
                                    key,
                                    value,
                                    Headers.number(record.headers(), Headers.UPSTREAM_VERSION))));
        } catch (UnreadableDocumentException e) {
            return new Decoded.Unreadable(String.valueOf(e.getMessage()));
        }
    }
}

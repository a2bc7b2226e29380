package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.ServedVersions;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import io.flaghoist.schemas.record.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All records of a config topic in the order of their offsets, sorted: those of its writers make an
 * image; a record beyond what any writer is known to have written, one that is behind the order,
 * and one that cannot be read, leave their document spoilt: whoever reads the topic later,
 * compacted or not, may find something else than the image holds. So does a record of ours behind a
 * foreign one of a later position, which readers may skip.
 */
final class ConfigScan {
    private final EnvironmentId environment;
    private final Position limit;
    private final EnvironmentDelta delta;
    private final ServedVersions served = new ServedVersions();
    private final Map<DocumentKey, Document> live = new HashMap<>();
    private final Map<DocumentKey, Document> strays = new HashMap<>();
    private final Set<DocumentKey> spoilt = new HashSet<>();
    private Position last = Position.START;
    private Position foreign = Position.START;

    /**
     * Begins before the first record.
     *
     * @param limit no writer is known to have written a later epoch, nor a later revision
     */
    ConfigScan(EnvironmentId environment, Position limit) {
        this.environment = environment;
        this.limit = limit;
        this.delta = new EnvironmentDelta(EnvironmentImage.empty(environment));
    }

    /**
     * Adds the next record.
     *
     * @return why it is not one of ours, in words; empty when it is
     */
    Optional<String> add(LogRecord record, long timestamp) {
        return switch (ConfigCodec.decode(environment, record, timestamp)) {
            case Decoded.Unreadable(var reason) -> {
                key(record).ifPresent(spoilt::add);
                yield Optional.of(reason);
            }
            case Decoded.Understood(var change) -> add(change);
        };
    }

    private static Optional<DocumentKey> key(LogRecord record) {
        byte[] key = record.key();
        return key == null
                ? Optional.empty()
                : DocumentKey.parse(new String(key, StandardCharsets.UTF_8));
    }

    private Optional<String> add(Change change) {
        Position at = change.position();
        if (at.epoch() > limit.epoch() || at.revision() > limit.revision()) {
            foreign = at.isAfter(foreign) ? at : foreign;
            stray(change);
            return Optional.of(
                    "it is at %s, and no writer has written beyond %s".formatted(at, limit));
        }
        if (!delta.replay(change)) {
            if (isRepetition(change)) {
                return Optional.empty();
            }
            stray(change);
            return Optional.of("it is at %s, behind %s".formatted(at, last));
        }
        last = at;
        accept(change);
        return Optional.empty();
    }

    private void accept(Change change) {
        DocumentKey key = change.key();
        Document before = live.get(key);
        switch (change) {
            case Change.Saved(_, _, var document) -> live.put(key, document);
            case Change.Removed removed -> {
                live.remove(key);
                served.remember(key, removed.lastServed());
            }
        }
        if (foreign.isAfter(change.position())) {
            spoilt.add(key);
            if (before != null) {
                strays.putIfAbsent(key, before);
            }
        } else {
            spoilt.remove(key);
            strays.remove(key);
        }
    }

    /** What may have been served, although it should not. */
    private void stray(Change change) {
        spoilt.add(change.key());
        switch (change) {
            case Change.Saved(_, _, var document) -> {
                strays.put(change.key(), document);
                served.remember(change.key(), document.version());
            }
            case Change.Removed removed -> served.remember(change.key(), removed.lastServed());
        }
    }

    private boolean isRepetition(Change change) {
        Document now = live.get(change.key());
        return switch (change) {
            case Change.Saved(_, _, var document) ->
                    now != null && now.sha256().equals(document.sha256());
            case Change.Removed _ -> now == null;
        };
    }

    /** What the writers have written. */
    EnvironmentImage image() {
        return delta.apply();
    }

    /** Documents of which the topic may hold something else than the image. */
    Set<DocumentKey> spoilt() {
        return spoilt;
    }

    /** The document that a reader may find under a spoilt key that the image lacks. */
    Optional<Document> stray(DocumentKey key) {
        return Optional.ofNullable(strays.get(key));
    }

    /** The furthest position of a record beyond the limit; the start where there is none. */
    Position foreign() {
        return foreign;
    }

    ServedVersions served() {
        return served;
    }
}

package io.flaghoist.history.verify;

import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.RecordOffset;
import io.flaghoist.history.log.RecordSource;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.Digests;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.LiveDigest;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import io.flaghoist.schemas.record.HistoryCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The newest record of every key of a config topic, as it was at one time. */
final class ConfigTopic {
    /**
     * @param sha256 of the document as it lies there; empty for a tombstone
     * @param digested of the document as an edge serves it
     */
    record Entry(
            Position position,
            RecordOffset place,
            Optional<String> sha256,
            Optional<String> digested) {
        long revision() {
            return position.revision();
        }
    }

    /** A record that edges skip. */
    record Unreadable(RecordOffset place, String key, OptionalLong revision, String reason) {}

    private final EnvironmentId environment;
    private final Map<String, Entry> entries = new HashMap<>();
    private final List<Unreadable> unreadable = new ArrayList<>();
    private long unreadableNotKept;
    private Position last = Position.START;
    private @Nullable RecordOffset lastPlace;

    private ConfigTopic(EnvironmentId environment) {
        this.environment = environment;
    }

    static ConfigTopic read(EnvironmentId environment, RecordSource source)
            throws LogUnavailableException {
        var topic = new ConfigTopic(environment);
        source.forEach(record -> {
            topic.take(record);
            return true;
        });
        return topic;
    }

    private void take(StoredRecord stored) {
        switch (ConfigCodec.decode(environment, stored.content(), stored.timestamp())) {
            case Decoded.Understood(var change) -> take(stored, change);
            case Decoded.Unreadable(var reason) -> {
                if (unreadable.size() < FindingCollector.MAX_KEPT) {
                    unreadable.add(
                            new Unreadable(
                                    stored.place(),
                                    RecordReader.key(stored.content()),
                                    HistoryCodec.revision(stored.content()),
                                    reason));
                } else {
                    unreadableNotKept++;
                }
            }
        }
    }

    private void take(StoredRecord stored, Change change) {
        Position position = change.position();
        if (!position.isAfter(last) && last.revision() > 0) {
            // As an edge does: what is not after everything before it was delivered twice.
            return;
        }
        last = position;
        lastPlace = stored.place();
        Optional<String> sha256 =
                Optional.ofNullable(stored.content().value()).map(Digests::sha256Hex);
        Optional<String> digested =
                switch (change) {
                    case Change.Saved(_, _, var document) -> Optional.of(document.sha256());
                    case Change.Removed _ -> Optional.empty();
                };
        entries.put(change.key().text(), new Entry(position, stored.place(), sha256, digested));
    }

    Map<String, Entry> entries() {
        return entries;
    }

    Optional<Entry> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    List<Unreadable> unreadable() {
        return unreadable;
    }

    long unreadableNotKept() {
        return unreadableNotKept;
    }

    /** Whether a newer record of the key may be there and cannot be read. */
    boolean hidesRecordOf(String key) {
        return unreadable.stream().anyMatch(record -> record.key().equals(key));
    }

    Position last() {
        return last;
    }

    @Nullable RecordOffset lastPlace() {
        return lastPlace;
    }

    int documents() {
        return (int) entries.values().stream().filter(entry -> entry.sha256.isPresent()).count();
    }

    /** What ingest says of the same documents. */
    LiveDigest digest() {
        LiveDigest digest = LiveDigest.EMPTY;
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            Optional<String> digested = entry.getValue().digested();
            if (digested.isPresent()) {
                digest = digest.with(entry.getKey(), digested.get());
            }
        }
        return digest;
    }
}

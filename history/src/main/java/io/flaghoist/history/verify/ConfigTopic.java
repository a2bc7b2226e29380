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
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The newest record of every key of a config topic, as it was at one time. */
final class ConfigTopic {
    /**
     * @param sha256 of the document as it lies there; empty for a tombstone
     * @param served SHA-256 of the document as an edge serves it
     */
    record Entry(
            Position position,
            RecordOffset place,
            Optional<String> sha256,
            Optional<String> served) {
        boolean isOf(@Nullable ChainRecord change) {
            return change != null
                    && change.position().equals(position)
                    && change.after().equals(sha256);
        }
    }

    private final EnvironmentId environment;
    private final Map<String, Entry> entries = new HashMap<>();
    private final Findings unreadable = new Findings();
    private final Set<String> unreadableKeys = new HashSet<>();
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
                String key = ChainRecord.key(stored.content());
                unreadableKeys.add(key);
                unreadable.add(
                        Finding.of(
                                Finding.Kind.ALTERED,
                                stored.revision(),
                                key,
                                stored.place(),
                                "A record of the config topic cannot be read, and edges skip it: "
                                        + reason));
            }
        }
    }

    private void take(StoredRecord stored, Change change) {
        if (last.revision() > 0 && !change.position().isAfter(last)) {
            return; // delivered twice: edges ignore it too
        }
        last = change.position();
        lastPlace = stored.place();
        Optional<String> sha256 =
                Optional.ofNullable(stored.content().value()).map(Digests::sha256Hex);
        Optional<String> served =
                switch (change) {
                    case Change.Saved(_, _, var document) -> Optional.of(document.sha256());
                    case Change.Removed _ -> Optional.empty();
                };
        entries.put(change.key().text(), new Entry(last, stored.place(), sha256, served));
    }

    Map<String, Entry> entries() {
        return entries;
    }

    Findings unreadable() {
        return unreadable;
    }

    /** Whether a newer record of the key may be there that cannot be read. */
    boolean hidesRecordOf(String key) {
        return unreadableKeys.contains(key);
    }

    Position last() {
        return last;
    }

    Optional<RecordOffset> lastPlace() {
        return Optional.ofNullable(lastPlace);
    }

    int documents() {
        return (int) entries.values().stream().filter(entry -> entry.sha256.isPresent()).count();
    }

    /** To be compared with what ingest publishes of the same documents. */
    LiveDigest digest() {
        LiveDigest digest = LiveDigest.EMPTY;
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            Optional<String> served = entry.getValue().served();
            if (served.isPresent()) {
                digest = digest.with(entry.getKey(), served.get());
            }
        }
        return digest;
    }
}

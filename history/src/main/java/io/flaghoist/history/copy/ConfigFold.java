package io.flaghoist.history.copy;

import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.HistoryRecord.Content;
import io.flaghoist.schemas.record.LogRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The config topic that a history leads to: the newest record of every document, in the order of
 * their positions. Of removals, which edges repeat to streams that reconnect, it keeps the latest.
 */
final class ConfigFold {
    /** As many as an image remembers. */
    private static final int MAX_REMOVALS = 1_024;

    private final Map<String, StoredRecord> live = new LinkedHashMap<>();
    private final Map<String, StoredRecord> removed = new LinkedHashMap<>();

    /**
     * Takes the next change. Key and headers of the two topics' records are the same, and so is the
     * time that both were written at.
     *
     * @return what is wrong with it; then it is not taken
     */
    Optional<String> take(StoredRecord stored, HistoryRecord entry) {
        LogRecord history = stored.content();
        Optional<Content> after = entry.after();
        if (after.isEmpty()) {
            put(entry.key().text(), record(stored, null));
            return Optional.empty();
        }
        Optional<CanonicalJson> document = after.get().document();
        if (document.isEmpty()) {
            return Optional.of("keeps but the hash of its document, which was too large");
        }
        if (!document.get().sha256().equals(after.get().sha256())) {
            return Optional.of("holds a document that is not the one its hash is of");
        }
        put(entry.key().text(), record(stored, document.get().utf8()));
        return history.key() == null ? Optional.of("has no key") : Optional.empty();
    }

    private static StoredRecord record(StoredRecord stored, byte @Nullable [] value) {
        LogRecord history = stored.content();
        return new StoredRecord(
                stored.place(),
                stored.timestamp(),
                new LogRecord(history.key(), value, history.headers()));
    }

    /** Takes a record of the config topic: a document that stood before the history. */
    void put(String key, StoredRecord record) {
        live.remove(key);
        removed.remove(key);
        if (record.content().value() != null) {
            live.put(key, record);
            return;
        }
        removed.put(key, record);
        if (removed.size() > MAX_REMOVALS) {
            removed.remove(removed.keySet().iterator().next());
        }
    }

    int documents() {
        return live.size();
    }

    int removals() {
        return removed.size();
    }

    /** A record of the config topic, and what an edge reads in it. */
    record Entry(StoredRecord record, Change change) {}

    /**
     * All records, in order.
     *
     * @throws CopyRefusedException when one of them is none that an edge could read
     */
    List<Entry> entries(EnvironmentId environment) throws CopyRefusedException {
        var all = new ArrayList<>(live.values());
        all.addAll(removed.values());
        var entries = new ArrayList<Entry>();
        for (StoredRecord record : all) {
            switch (ConfigCodec.decode(environment, record.content(), record.timestamp())) {
                case Decoded.Understood(var change) -> entries.add(new Entry(record, change));
                case Decoded.Unreadable(var reason) ->
                        throw new CopyRefusedException(
                                "%s leads to a record of the config topic that no edge could read: %s"
                                        .formatted(record.place(), reason));
            }
        }
        entries.sort(Comparator.comparing(entry -> entry.change().position()));
        return entries;
    }

    /** The image that an edge gets from {@code entries}. */
    static EnvironmentImage image(EnvironmentId environment, List<Entry> entries) {
        var delta = new EnvironmentDelta(EnvironmentImage.empty(environment));
        entries.forEach(entry -> delta.replay(entry.change()));
        return delta.apply();
    }
}

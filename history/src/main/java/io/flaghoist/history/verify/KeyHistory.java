package io.flaghoist.history.verify;

import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.HistoryRecord.Content;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the history says of the keys of a config topic, and which other documents live by it.
 * Bounded by the keys of the config topic and by the documents that live, however long the history
 * is.
 */
final class KeyHistory {
    /** The newest change of a key, and what it left. */
    record Latest(Link link, Optional<String> sha256) {}

    /** What became of one key of the config topic. */
    static final class OfKey {
        private final ConfigTopic.Entry config;
        private Optional<Latest> same = Optional.empty();
        private Optional<Latest> latest = Optional.empty();

        private OfKey(ConfigTopic.Entry config) {
            this.config = config;
        }

        private boolean isAsInConfig(Latest change) {
            return change.sha256().equals(config.sha256())
                    && change.link().epoch() == config.position().epoch();
        }

        /** The change that the config topic's record is of; the one that agrees, of several. */
        Optional<Latest> same() {
            return same;
        }

        Optional<Latest> latest() {
            return latest;
        }

        boolean agrees() {
            return same.map(this::isAsInConfig).orElse(false);
        }
    }

    private final Map<String, OfKey> inConfig = new HashMap<>();
    private final Map<String, Latest> elsewhere = new HashMap<>();

    KeyHistory(ConfigTopic config) {
        config.entries().forEach((key, entry) -> inConfig.put(key, new OfKey(entry)));
    }

    void take(Link link, Optional<HistoryRecord> entry, boolean isLate) {
        if (entry.isEmpty()) {
            return;
        }
        var change = new Latest(link, entry.get().after().map(Content::sha256));
        OfKey known = inConfig.get(link.key());
        if (known != null) {
            if (link.revision() == known.config.revision() && !known.agrees()) {
                known.same = Optional.of(change);
            }
            if (known.latest.map(it -> it.link().revision() < link.revision()).orElse(true)) {
                known.latest = Optional.of(change);
            }
        } else if (!isLate) {
            if (change.sha256().isPresent()) {
                elsewhere.put(link.key(), change);
            } else {
                elsewhere.remove(link.key());
            }
        }
    }

    OfKey of(String key) {
        OfKey known = inConfig.get(key);
        if (known == null) {
            throw new IllegalArgumentException("the config topic has no such key");
        }
        return known;
    }

    /** Documents that live by the history and that the config topic did not have. */
    Map<String, Latest> elsewhere() {
        return elsewhere;
    }
}

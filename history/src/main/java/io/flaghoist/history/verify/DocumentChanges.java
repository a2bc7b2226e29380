package io.flaghoist.history.verify;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest change of every document by the history. Memory grows with the documents. */
final class DocumentChanges {
    private final ConfigTopic config;
    private final Map<String, ChainRecord> latest = new HashMap<>();
    private final Map<String, ChainRecord> inConfig = new HashMap<>();

    /**
     * @param config of whose records the changes are kept as well, if there are later ones
     */
    DocumentChanges(ConfigTopic config) {
        this.config = config;
    }

    void take(ChainRecord change) {
        if (change.change().isEmpty() || change.flaw().isPresent()) {
            return;
        }
        ConfigTopic.Entry entry = config.entries().get(change.key());
        if (entry != null
                && entry.position().revision() == change.revision()
                && !entry.isOf(inConfig.get(change.key()))) {
            inConfig.put(change.key(), change);
        }
        latest.merge(change.key(), change, (a, b) -> a.revision() < b.revision() ? b : a);
    }

    Map<String, ChainRecord> latest() {
        return latest;
    }

    /** The change that a record of the config topic should be of; null where there is none. */
    @Nullable ChainRecord of(String key, ConfigTopic.Entry entry) {
        ChainRecord change = inConfig.get(key);
        return change != null && change.revision() == entry.position().revision()
                ? change
                : latest.get(key);
    }

    /**
     * Whether a change begins with the document that the change before it left. The chain proves
     * this for all but the last record; it also uncovers a log written anew with a mistake.
     */
    boolean isContinuedBy(ChainRecord next, boolean isWhole) {
        ChainRecord before = latest.get(next.key());
        Optional<String> left = before == null ? Optional.empty() : before.after();
        return (before == null && !isWhole)
                || next.change().map(it -> it.before().equals(left)).orElse(true);
    }

    /** The writer of the document's change before; empty where there is none. */
    Optional<Long> epochBefore(ChainRecord next) {
        return Optional.ofNullable(latest.get(next.key())).map(it -> it.position().epoch());
    }
}

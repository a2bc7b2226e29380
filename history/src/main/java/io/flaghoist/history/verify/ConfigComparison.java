package io.flaghoist.history.verify;

import io.flaghoist.history.verify.Finding.Kind;
import org.jspecify.annotations.Nullable;

/** Finds the keys whose record in the config topic is not what the history left. */
final class ConfigComparison {
    private final ConfigTopic config;
    private final DocumentChanges changes;
    private final ChainWalk chain;
    private final Findings findings;
    private int compared;

    /**
     * @param findings about the chain, whose records are disregarded here; more are added
     */
    ConfigComparison(
            ConfigTopic config, DocumentChanges changes, ChainWalk chain, Findings findings) {
        this.config = config;
        this.changes = changes;
        this.chain = chain;
        this.findings = findings;
    }

    /** Returns how many keys the history covers. */
    int compare() {
        findings.addAll(config.unreadable());
        config.entries().forEach(this::compare);
        changes.latest()
                .forEach((key, latest) -> {
                    if (latest.after().isPresent() && !config.entries().containsKey(key)) {
                        lacks(key, latest, null);
                    }
                });
        return compared;
    }

    private void compare(String key, ConfigTopic.Entry entry) {
        long revision = entry.position().revision();
        if (revision > config.last().revision()) {
            // Of a writer before the one that wrote last, so it cannot have a higher revision.
            altered(
                    key,
                    entry,
                    "The config topic holds %s as of revision %d, which is beyond the last");
            return;
        }
        if (revision > chain.lastRevision()) {
            return; // newer than the history was when it was read, or the history's end is missing
        }
        if (revision >= chain.firstRevision()) {
            compared++;
            ChainRecord change = changes.of(key, entry);
            if (!entry.isOf(change) && !findings.concerns(revision)) {
                differs(key, entry, change);
                return;
            }
        }
        ChainRecord latest = changes.latest().get(key);
        if (latest != null && latest.revision() > revision) {
            lacks(key, latest, entry);
        }
    }

    private void differs(String key, ConfigTopic.Entry entry, @Nullable ChainRecord change) {
        if (change == null || change.revision() != entry.position().revision()) {
            altered(
                    key,
                    entry,
                    "The config topic holds %s as of revision %d, which by the history is no change of it");
        } else if (chain.proves(change)) {
            altered(
                    key,
                    entry,
                    "The config topic holds %s with other content than revision %d left");
        } else if (!findings.concerns(change)) {
            findings.add(
                    Finding.of(
                                    Kind.ALTERED,
                                    change,
                                    "Revision %d, the last, left %s with other content than the config topic holds, and no other record proves it"
                                            .formatted(change.revision(), key))
                            .with(entry.place()));
        }
    }

    private void altered(String key, ConfigTopic.Entry entry, String words) {
        long revision = entry.position().revision();
        findings.add(
                Finding.of(
                        Kind.ALTERED,
                        revision,
                        key,
                        entry.place(),
                        words.formatted(key, revision)));
    }

    private void lacks(String key, ChainRecord latest, ConfigTopic.@Nullable Entry entry) {
        if (config.hidesRecordOf(key) || findings.concerns(latest)) {
            return;
        }
        String state =
                entry == null
                        ? "does not hold it"
                        : "holds revision %d of it".formatted(entry.position().revision());
        findings.add(
                Finding.of(
                                Kind.MISSING,
                                latest.revision(),
                                key,
                                entry == null ? latest.place() : entry.place(),
                                "Revision %d %s %s, and the config topic %s"
                                        .formatted(
                                                latest.revision(),
                                                latest.after().isPresent() ? "wrote" : "removed",
                                                key,
                                                state))
                        .with(latest.place()));
    }
}

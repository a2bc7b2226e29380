package io.flaghoist.history.verify;

import io.flaghoist.history.verify.Finding.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Says of a config topic what is wrong with it, by a history that was judged before. */
final class ConfigJudge {
    private final ConfigTopic config;
    private final KeyHistory history;
    private final Chain chain;
    private final FindingCollector findings;
    private final Map<String, KeyHistory.Latest> newer = new HashMap<>();
    private int compared;

    ConfigJudge(ConfigTopic config, KeyHistory history, Chain chain, FindingCollector findings) {
        this.config = config;
        this.history = history;
        this.chain = chain;
        this.findings = findings;
    }

    /** Compares what was there when the topic was read. */
    void judge() {
        config.unreadable().forEach(this::tell);
        findings.count(Kind.UNREADABLE, config.unreadableNotKept());
        config.entries().forEach((key, entry) -> judge(key, entry, history.of(key)));
        history.elsewhere()
                .forEach((key, latest) -> {
                    if (!findings.isSuspect(latest.link())) {
                        lacks(key, latest, Optional.empty());
                    }
                });
    }

    private void tell(ConfigTopic.Unreadable record) {
        OptionalLong revision = record.revision();
        findings.add(
                new Finding(
                        Kind.UNREADABLE,
                        revision.orElse(0),
                        revision.orElse(0),
                        record.key(),
                        record.place(),
                        Optional.empty(),
                        "A record of the config topic cannot be read, and edges skip it: "
                                + record.reason()));
    }

    private void judge(String key, ConfigTopic.Entry entry, KeyHistory.OfKey known) {
        long revision = entry.revision();
        if (revision > config.last().revision()) {
            // Of a writer before the one that wrote last: no revision of its can be higher.
            findings.add(
                    new Finding(
                            Kind.ALTERED,
                            revision,
                            revision,
                            key,
                            entry.place(),
                            Optional.empty(),
                            "The config topic holds %s as of revision %d, which is beyond the last"
                                    .formatted(key, revision)));
            return;
        }
        if (revision > chain.lastRevision()) {
            return; // newer than the history was when it was read, or that was cut
        }
        if (revision >= chain.firstRevision()) {
            compared++;
            if (!known.agrees() && !findings.isSuspectRevision(revision)) {
                differs(key, entry, known);
                return;
            }
        }
        known.latest()
                .filter(latest -> latest.link().revision() > revision)
                .filter(latest -> !findings.isSuspect(latest.link()))
                .ifPresent(latest -> lacks(key, latest, Optional.of(entry)));
    }

    private void differs(String key, ConfigTopic.Entry entry, KeyHistory.OfKey known) {
        Optional<KeyHistory.Latest> same = known.same();
        if (same.isPresent() && findings.isSuspect(same.get().link())) {
            return;
        }
        if (same.isPresent() && !chain.isVouchedFor(same.get().link())) {
            Link link = same.get().link();
            findings.suspect(link);
            findings.add(
                    Finding.of(
                                    Kind.ALTERED,
                                    link,
                                    "Revision %d, the last, says otherwise than the config topic what became of %s; no other record vouches for it"
                                            .formatted(link.revision(), key))
                            .with(entry.place()));
            return;
        }
        String words =
                same.isPresent()
                        ? "The config topic holds %s otherwise than revision %d left it"
                                .formatted(key, entry.revision())
                        : "The config topic holds %s as of revision %d, which by the history is no change of it"
                                .formatted(key, entry.revision());
        findings.add(
                new Finding(
                        Kind.ALTERED,
                        entry.revision(),
                        entry.revision(),
                        key,
                        entry.place(),
                        same.map(it -> it.link().place()),
                        words));
    }

    private void lacks(String key, KeyHistory.Latest latest, Optional<ConfigTopic.Entry> entry) {
        if (config.hidesRecordOf(key)) {
            return;
        }
        if (latest.link().revision() > config.last().revision()) {
            newer.put(key, latest);
            return;
        }
        tellLacks(key, latest, entry);
    }

    private void tellLacks(
            String key, KeyHistory.Latest latest, Optional<ConfigTopic.Entry> entry) {
        String state =
                entry.map(it ->
                                it.sha256().isPresent()
                                        ? "still holds it as of revision " + it.revision()
                                        : "holds its removal of revision " + it.revision())
                        .orElse("does not hold it");
        String change = latest.sha256().isPresent() ? "wrote" : "removed";
        Link link = latest.link();
        findings.add(
                new Finding(
                        Kind.MISSING,
                        link.revision(),
                        link.revision(),
                        key,
                        entry.map(ConfigTopic.Entry::place).orElse(link.place()),
                        Optional.of(link.place()),
                        "Revision %d %s %s, and the config topic %s"
                                .formatted(link.revision(), change, key, state)));
    }

    /**
     * Whether changes were seen in the history that the config topic, which was read before it, did
     * not have: it must be read again.
     */
    boolean isOutdated() {
        return !newer.isEmpty();
    }

    /**
     * Looks for the newer changes in the topic as it is now.
     *
     * @param isFinal whether what is still not there will not come
     */
    void judgeNewer(ConfigTopic now, boolean isFinal) {
        for (Map.Entry<String, KeyHistory.Latest> one : Map.copyOf(newer).entrySet()) {
            String key = one.getKey();
            KeyHistory.Latest latest = one.getValue();
            Optional<ConfigTopic.Entry> entry = now.entry(key);
            long revision = entry.map(ConfigTopic.Entry::revision).orElse(0L);
            boolean isRemovedForGood = entry.isEmpty() && latest.sha256().isEmpty();
            if (revision >= latest.link().revision() || isRemovedForGood) {
                newer.remove(key);
                if (revision == latest.link().revision()
                        && !entry.flatMap(ConfigTopic.Entry::sha256).equals(latest.sha256())) {
                    differs(key, entry.orElseThrow(), latest);
                }
            } else if (isFinal) {
                newer.remove(key);
                if (!findings.isSuspect(latest.link())) {
                    tellLacks(key, latest, entry);
                }
            }
        }
    }

    private void differs(String key, ConfigTopic.Entry entry, KeyHistory.Latest latest) {
        findings.add(
                Finding.of(
                                Kind.ALTERED,
                                latest.link(),
                                "Revision %d and the config topic say otherwise what became of %s"
                                        .formatted(latest.link().revision(), key))
                        .with(entry.place()));
    }

    /** How many keys the history could say something about. */
    int compared() {
        return compared;
    }
}

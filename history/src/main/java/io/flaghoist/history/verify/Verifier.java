package io.flaghoist.history.verify;

import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.RecordOffset;
import io.flaghoist.history.log.RecordSource;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.history.verify.Finding.Kind;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.IngestStatus;
import java.util.Optional;

/**
 * Finds the first break of an environment's hash chain and its cause, and the keys that differ
 * between history and config topic. Reads an intact log once. Memory grows with the documents, and
 * by eight bytes per record.
 *
 * <p>The log may be written to meanwhile. The config topic is read first, so that the history holds
 * whatever it does; if the history holds more, the config topic is read again. Kafka shows the two
 * halves of a transaction within some milliseconds of each other, not at once: what seems to be
 * missing at an end is therefore read again before it is reported.
 */
public final class Verifier {
    /** How often a topic is read again for what the other one has and it, so far, has not. */
    private static final int RETRIES = 3;

    private static final int PROGRESS_STEP = 512;

    private final RecordSource history;
    private final Expectations expectations;
    private final ConfigTopic config;
    private final ChainWalk chain;
    private final Findings findings = new Findings();

    private Verifier(
            RecordSource history, Expectations expectations, ConfigTopic config, ChainWalk chain) {
        this.history = history;
        this.expectations = expectations;
        this.config = config;
        this.chain = chain;
    }

    /**
     * Verifies an environment's log.
     *
     * @param history read whole, and again where its end seems to be missing
     * @param config read whole, and again where it was written to meanwhile
     * @throws LogUnavailableException when the log cannot be read
     */
    public static Verdict verify(
            EnvironmentId environment,
            RecordSource history,
            RecordSource config,
            Expectations expectations,
            Progress progress)
            throws LogUnavailableException {
        ConfigTopic topic = ConfigTopic.read(environment, config);
        var changes = new DocumentChanges(topic);
        var chain = new ChainWalk(environment, expectations, changes);
        var verifier = new Verifier(history, expectations, topic, chain);
        verifier.checkChain(progress);
        for (int i = 0; i < RETRIES && topic.last().revision() < chain.lastRevision(); i++) {
            topic = ConfigTopic.read(environment, config);
        }
        Findings findings = verifier.findings;
        int compared = new ConfigComparison(topic, changes, chain, findings).compare();
        verifier.compareDigest();
        return new Verdict(
                environment.value(),
                chain.records(),
                compared,
                topic.documents(),
                chain.first().map(Verdict.End::of).orElse(null),
                chain.last().map(Verdict.End::of).orElse(null),
                findings.counts(),
                findings.kept(),
                chain.notices());
    }

    private void checkChain(Progress progress) throws LogUnavailableException {
        progress.begin("Verifying history", furthest());
        try {
            history.forEach(record -> {
                chain.take(record);
                if (chain.records() % PROGRESS_STEP == 0) {
                    progress.advance(PROGRESS_STEP);
                }
                return true;
            });
            progress.advance(chain.records() % PROGRESS_STEP);
        } finally {
            progress.end();
        }
        chain.end();
        chain.firstBreak().ifPresent(findings::addToChain);
        expectations.heads().forEach(this::compareHead);
        chain.first().filter(it -> it.revision() > 1).ifPresent(this::checkBeginning);
        checkEnd();
    }

    private long furthest() {
        return Math.max(config.last().revision(), expectations.furthest());
    }

    private void compareHead(KnownHead head) {
        chain.atHeads().stream()
                .filter(it -> it.revision() == head.revision() && !findings.concerns(it))
                .findFirst()
                .filter(it -> !head.isOf(it))
                .ifPresent(it -> findings.addToChain(rewritten(it, head)));
    }

    private Finding rewritten(ChainRecord record, KnownHead head) {
        boolean isChainedAnew = record.revision() < chain.lastRevision();
        return Finding.of(
                isChainedAnew ? Kind.FORKED : Kind.ALTERED,
                record,
                "%sevision %d is not the one that %s has seen"
                        .formatted(
                                isChainedAnew ? "The log was rewritten: r" : "R",
                                record.revision(),
                                head.from()));
    }

    private void checkBeginning(ChainRecord first) {
        long before = first.revision() - 1;
        if (first.previousHash().equals(HistoryRecord.GENESIS)) {
            chain.note(
                    "The chain begins anew with revision %d: the history was empty when it was written"
                            .formatted(first.revision()),
                    first.place());
        }
        Optional<KnownHead> earlier =
                expectations.heads().stream()
                        .filter(head -> head.reachesBefore(first.revision()))
                        .findFirst();
        if (earlier.isPresent() && expectations.isKeptForEver()) {
            long from = Math.max(1, earlier.get().firstRevision());
            String words =
                    "Revisions %d to %d are missing: %s has seen them, and the history is kept for ever"
                            .formatted(from, before, earlier.get().from());
            findings.addToChain(
                    Finding.of(Kind.MISSING, from, "", first.place(), words).about(from, before));
        } else {
            chain.note(
                    "The history begins with revision %d: earlier revisions are not verified"
                            .formatted(first.revision()),
                    first.place());
        }
    }

    /** Whether the history goes as far as everything else says that it does. */
    private void checkEnd() throws LogUnavailableException {
        long from = chain.lastRevision() + 1;
        long to = furthest();
        if (to <= chain.furthest() || findings.concerns(from)) {
            return;
        }
        for (int i = 0; i < RETRIES; i++) {
            if (lastRevisionNow() >= to) {
                return; // it was being written
            }
        }
        boolean isInConfig = config.last().revision() >= from;
        RecordOffset place =
                chain.last()
                        .map(ChainRecord::place)
                        .or(config::lastPlace)
                        .orElse(new RecordOffset("history", 0, 0));
        String words =
                "The history ends with revision %d, and %s further: revisions %d to %d are missing"
                        .formatted(
                                from - 1,
                                isInConfig
                                        ? "the config topic goes"
                                        : "what was known of it before goes",
                                from,
                                to);
        Finding finding = Finding.of(Kind.MISSING, from, "", place, words).about(from, to);
        findings.addToChain(
                isInConfig ? config.lastPlace().map(finding::with).orElse(finding) : finding);
    }

    private long lastRevisionNow() throws LogUnavailableException {
        var last = new long[1];
        history.forEach(record -> {
            last[0] = Math.max(last[0], record.revision());
            return true;
        });
        return last[0];
    }

    /** Finds what agrees with itself by the digest that ingest publishes of the same documents. */
    private void compareDigest() {
        Optional<IngestStatus.OfEnvironment> status = expectations.status();
        if (status.isEmpty() || !findings.isEmpty()) {
            return;
        }
        long revision = status.get().revision();
        // The epoch is the owner's, who may have written nothing yet.
        boolean isComparable =
                revision == config.last().revision()
                        && status.get().epoch() >= config.last().epoch()
                        && chain.lastRevision() >= revision;
        if (isComparable && !config.digest().text().equals(status.get().digest())) {
            config.lastPlace()
                    .ifPresent(place ->
                            findings.add(
                                    Finding.of(
                                            Kind.ALTERED,
                                            revision,
                                            "",
                                            place,
                                            "The documents of the config topic are not those that ingest holds at revision %d"
                                                    .formatted(revision))));
        }
    }
}

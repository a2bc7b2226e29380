package io.flaghoist.history.verify;

import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.RecordOffset;
import io.flaghoist.history.log.RecordSource;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.history.verify.Finding.Kind;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.record.IngestStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Walks the hash chain of an environment's history, and compares the config topic with it. One pass
 * over an intact log, a second one over one that is not; memory grows with the documents and the
 * disturbances, not with the records.
 *
 * <p>The log may be written to meanwhile. The config topic is read first, so that the history holds
 * whatever it does; what the history holds beyond it is looked up in it again. Kafka shows the two
 * halves of a transaction within some milliseconds of each other, not at once: what seems to be
 * gone from an end is therefore looked for again before it is called gone.
 */
public final class Verifier {
    /** How often is looked again for what one topic has and the other, so far, has not. */
    private static final int LOOKS = 3;

    private final EnvironmentId environment;
    private final RecordSource history;
    private final RecordSource config;
    private final Expectations expectations;
    private final FindingCollector findings = new FindingCollector();
    private final List<Remark> notices = new ArrayList<>();

    private Verifier(
            EnvironmentId environment,
            RecordSource history,
            RecordSource config,
            Expectations expectations) {
        this.environment = environment;
        this.history = history;
        this.config = config;
        this.expectations = expectations;
    }

    /**
     * Verifies an environment's log.
     *
     * @param history read whole, and a second time where something is wrong
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
        return new Verifier(environment, history, config, expectations).verify(progress);
    }

    private Verdict verify(Progress progress) throws LogUnavailableException {
        ConfigTopic topic = ConfigTopic.read(environment, config);
        var keys = new KeyHistory(topic);
        Set<Long> headRevisions =
                expectations.allHeads().stream()
                        .map(KnownHead::revision)
                        .collect(Collectors.toSet());
        var look = new FirstLook(new RecordReader(environment), headRevisions, keys, progress);
        progress.begin(
                "Verifying history", Math.max(topic.last().revision(), expectations.furthest()));
        try {
            look.at(history);
        } finally {
            progress.end();
        }
        Chain chain = judgeChain(look);
        judgeHeads(look, chain);
        judgeEnd(look, chain, topic);
        var judge = new ConfigJudge(topic, keys, chain, findings);
        judge.judge();
        for (int i = 1; i <= LOOKS && judge.isOutdated(); i++) {
            judge.judgeNewer(ConfigTopic.read(environment, config), i == LOOKS);
        }
        judgeDigest(topic, chain);
        return new Verdict(
                environment,
                look.records(),
                chain.first().map(Verdict.End::of),
                chain.last().map(Verdict.End::of),
                topic.documents(),
                judge.compared(),
                findings.kept(),
                findings.counts(),
                notices);
    }

    private Chain judgeChain(FirstLook look) throws LogUnavailableException {
        Runs runs = look.runs();
        List<Piece> pieces = runs.end();
        if (pieces.size() > 1) {
            var cutting = new Cutting(pieces);
            Set<Long> wanted = cutting.wanted();
            if (!wanted.isEmpty()) {
                pieces = cutting.cut(SecondLook.at(environment, history, wanted));
            }
        }
        var good = new HashSet<String>();
        expectations.allHeads().forEach(head -> good.add(head.hash()));
        var chainCase = ChainCase.of(look, pieces, good, expectations, findings, notices);
        ChainJudge.judge(chainCase);
        if (runs.unsorted() > 0) {
            findings.count(Kind.REORDERED, runs.unsorted());
            notices.add(
                    Remark.of(
                            "The history is torn into %d pieces: only the first %d are sorted out, the others are counted as reordered"
                                    .formatted(runs.unsorted() + Runs.MAX_RUNS, Runs.MAX_RUNS)));
        }
        return chainCase.chain();
    }

    private void judgeHeads(FirstLook look, Chain chain) {
        for (KnownHead head : expectations.allHeads()) {
            Optional<Link> link =
                    look.at(head).stream()
                            .filter(chain::holds)
                            .filter(it -> !findings.isSuspect(it))
                            .findFirst();
            if (link.isPresent() && !link.get().hash().equals(head.hash())) {
                findings.suspect(link.get());
                findings.add(rewritten(chain, link.get(), head));
            }
        }
    }

    private static Finding rewritten(Chain chain, Link link, KnownHead head) {
        return chain.isVouchedFor(link)
                ? Finding.of(
                        Kind.FORKED,
                        link,
                        "The log was rewritten: revision %d is not the one that %s has seen, and what is before or behind it was chained anew"
                                .formatted(link.revision(), head.from()))
                : Finding.of(
                        Kind.ALTERED,
                        link,
                        "Revision %d is not the one that %s has seen"
                                .formatted(link.revision(), head.from()));
    }

    /** Whether the history goes as far as everything else says that it does. */
    private void judgeEnd(FirstLook look, Chain chain, ConfigTopic topic)
            throws LogUnavailableException {
        long end = chain.lastRevision();
        long furthest = Math.max(topic.last().revision(), expectations.furthest());
        if (furthest <= end || isUnreadableUpTo(look, chain, furthest)) {
            return;
        }
        for (int i = 0; i < LOOKS; i++) {
            if (SecondLook.at(environment, history, Set.of()).furthest() >= furthest) {
                return; // it was being written
            }
        }
        RecordOffset place =
                chain.last()
                        .map(Link::place)
                        .or(() -> Optional.ofNullable(topic.lastPlace()))
                        .orElse(new RecordOffset("history", 0, 0));
        findings.suspectRevisions(end + 1, furthest);
        findings.add(
                new Finding(
                        Kind.CUT,
                        end + 1,
                        furthest,
                        "",
                        place,
                        topic.last().revision() > end
                                ? Optional.ofNullable(topic.lastPlace())
                                : Optional.empty(),
                        "The history ends with revision %d, and %s further: revisions %d to %d are gone"
                                .formatted(
                                        end,
                                        topic.last().revision() > end
                                                ? "the config topic goes"
                                                : "what was known of it before goes",
                                        end + 1,
                                        furthest)));
    }

    private static boolean isUnreadableUpTo(FirstLook look, Chain chain, long furthest) {
        long lastIndex = chain.last().map(Link::index).orElse(-1L);
        long behind = look.unlinked().stream().filter(record -> record.index() > lastIndex).count();
        return behind >= furthest - chain.lastRevision();
    }

    /** The last resort against what agrees with itself: what ingest says of the same documents. */
    private void judgeDigest(ConfigTopic topic, Chain chain) {
        Optional<IngestStatus.OfEnvironment> status = expectations.status();
        if (status.isEmpty() || !findings.isEmpty()) {
            return;
        }
        var said = new Position(status.get().epoch(), status.get().revision());
        // The epoch is the owner's, who may have written nothing yet.
        if (said.revision() == topic.last().revision()
                && said.epoch() >= topic.last().epoch()
                && chain.lastRevision() >= said.revision()
                && !topic.digest().text().equals(status.get().digest())) {
            findings.add(
                    new Finding(
                            Kind.ALTERED,
                            said.revision(),
                            said.revision(),
                            "",
                            Objects.requireNonNull(topic.lastPlace()),
                            Optional.empty(),
                            "The documents of the config topic are not those that ingest holds at revision %d"
                                    .formatted(said.revision())));
        }
    }
}

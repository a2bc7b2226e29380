package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.ingest.reconcile.RecentNotices;
import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.ingest.reconcile.StandIns;
import io.flaghoist.ingest.upstream.EnvironmentSource.FetchedDocument;
import io.flaghoist.saas.Answer;
import io.flaghoist.saas.Backoff;
import io.flaghoist.saas.Failure;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.service.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns notices into changes: removes what was deleted, fetches what was changed, until it has the
 * announced version (a REST answer may be older than its notice). Fetches run beside one another,
 * and one that fails or hangs is repeated by itself: it holds up no other, and does not make
 * everything be read. Confined to the worker's thread.
 */
final class NoticeFetcher {
    /** What came of the notices that were due, being gathered. */
    static final class Outcome {
        final List<PlannedChange> changes = new ArrayList<>();
        final List<RefusedDocument> refused = new ArrayList<>();

        /** The notices that are settled once the changes are in the log. */
        final Set<PendingNotice> settled = new LinkedHashSet<>();

        /** How many were given up: upstream never had the announced version. */
        int givenUp;

        /** Whether upstream answered any fetch. */
        boolean answered;

        /** Set when only a full read can clear things up. */
        @Nullable String doubt;
    }

    private static final Duration FIRST_REFETCH = Duration.ofMillis(100);
    private static final int MAX_DOUBLINGS = 4;

    /** Of fetches that fail. */
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final RecentNotices recent;
    private final WorkerTiming timing;
    private final WorkerDependencies shared;
    private final Map<DocumentKey, PendingNotice> pending = new LinkedHashMap<>();
    private final DocumentFetches fetches;
    private final List<EventQueue.Fetched> answers = new ArrayList<>();

    NoticeFetcher(SourceRequests requests, RecentNotices recent, WorkerDependencies shared) {
        this.fetches = new DocumentFetches(requests, shared.nanoTime());
        this.recent = recent;
        this.timing = shared.timing();
        this.shared = shared;
    }

    /** Takes notices over; false when there are too many and all are given up. */
    boolean add(List<PendingNotice> notices) {
        notices.forEach(n -> pending.merge(n.key(), n, PendingNotice::followedBy));
        if (pending.size() > EventQueue.MAX_NOTICES) {
            pending.clear();
            return false;
        }
        return true;
    }

    void fetched(EventQueue.Fetched answer) {
        fetches.ended(answer.key());
        answers.add(answer);
    }

    /** The outcome's changes are not in the log: its notices are attended to again. */
    void restore(Outcome outcome) {
        outcome.settled.forEach(old ->
                pending.merge(old.key(), old, (later, earlier) -> earlier.followedBy(later)));
    }

    /** The source is read anew; nothing is pending any more. */
    void forget() {
        pending.clear();
    }

    /** When the oldest notice arrived that is not settled. */
    Optional<Moment> oldest() {
        return pending.values().stream()
                .map(PendingNotice::arrived)
                .reduce((a, b) -> b.isBefore(a) ? b : a);
    }

    /** Nanoseconds until {@link #settle} has something to do. */
    long remaining() {
        if (!answers.isEmpty()) {
            return 0;
        }
        long now = now();
        return pending.values().stream()
                .filter(notice -> !notice.fetches() || fetches.canBegin(notice.key()))
                .mapToLong(notice -> Math.max(0, notice.dueNanos() - now))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Attends to what was answered and to the notices that are due. */
    Outcome settle(EnvironmentImage image) {
        var outcome = new Outcome();
        var arrived = List.copyOf(answers);
        answers.clear();
        arrived.forEach(answer -> decide(image, answer, outcome));
        List<PendingNotice> due =
                pending.values().stream().filter(notice -> notice.dueNanos() - now() <= 0).toList();
        for (PendingNotice notice : due) {
            if (!notice.fetches()) {
                pending.remove(notice.key());
                remove(image, notice, outcome);
            } else if (isSuperfluous(image, notice)) {
                pending.remove(notice.key());
            } else if (fetches.canBegin(notice.key())) {
                ask(image, notice, outcome);
            }
        }
        return outcome;
    }

    /** After everything was read because of it, the announced version is in the log. */
    private static boolean isSuperfluous(EnvironmentImage image, PendingNotice notice) {
        Document known = image.document(notice.key());
        return notice.doubted()
                && notice.version() > 0
                && known != null
                && known.upstreamVersion() >= notice.version();
    }

    private void ask(EnvironmentImage image, PendingNotice notice, Outcome outcome) {
        PendingNotice asked = notice;
        if (notice.removes() && fetches.isUnderway(notice.key())) {
            // Fetching the new document may take long; the removal is certain.
            remove(image, notice, outcome);
            asked = notice.withoutRemoval();
        }
        long began = fetches.begin(notice.key());
        pending.put(notice.key(), asked.asked(began + timing.hedgeAfter().toNanos()));
    }

    private void remove(EnvironmentImage image, PendingNotice notice, Outcome outcome) {
        Document before = image.document(notice.key());
        // Also when the log does not have it: a full read that is under way may.
        recent.removed(notice.key(), Optional.ofNullable(before), now());
        if (before != null) {
            outcome.changes.add(new PlannedChange.Remove(before));
        }
        outcome.settled.add(notice);
    }

    private void decide(EnvironmentImage image, EventQueue.Fetched fetched, Outcome outcome) {
        outcome.answered |= fetched.answer() instanceof Answer.Fetched<FetchedDocument>;
        PendingNotice notice = pending.get(fetched.key());
        if (notice == null || !notice.isAbout(fetched.beganNanos())) {
            return; // answered by another fetch, or overtaken by another notice
        }
        switch (fetched.answer()) {
            case Answer.Fetched<FetchedDocument>(FetchedDocument.InShape(var document)) ->
                    decide(image, notice, document, outcome);
            case Answer.Fetched<FetchedDocument>(FetchedDocument.Refused(var document)) -> {
                pending.remove(notice.key());
                refused(image, notice, document, outcome);
            }
            case Answer.Fetched<FetchedDocument>(FetchedDocument.Torn()) ->
                    older(image, notice, "a segment keeps changing", outcome);
            case Answer.Failed<FetchedDocument> failed
                    when failed.why() instanceof Failure.NotFound -> {
                withoutRemoval(image, notice, outcome);
                pending.remove(notice.key());
                outcome.doubt = failed.words() + " although a notice announced it";
            }
            case Answer.Failed<FetchedDocument> failed -> retry(image, notice, failed, outcome);
        }
    }

    private void decide(
            EnvironmentImage image, PendingNotice notice, Document document, Outcome outcome) {
        if (!document.key().equals(notice.key())) {
            pending.remove(notice.key());
            outcome.doubt = "upstream answered with another document than asked for";
            return;
        }
        boolean isGhost =
                recent.isGhost(document, now()) && document.upstreamVersion() != notice.version();
        if (document.upstreamVersion() < notice.version() || isGhost) {
            older(
                    image,
                    notice,
                    "upstream answers with an older version than it announced",
                    outcome);
            return;
        }
        pending.remove(notice.key());
        if (notice.removes()) {
            remove(image, notice, outcome);
        }
        Document before = notice.removes() ? null : image.document(notice.key());
        if (before != null && document.upstreamVersion() < before.upstreamVersion()) {
            outcome.doubt = "upstream has a lower version than the log";
            return;
        }
        if (before == null || !before.upstreamSha256().equals(document.upstreamSha256())) {
            recent.saved(notice.key(), now());
            outcome.changes.add(new PlannedChange.Save(Optional.ofNullable(before), document));
            outcome.settled.add(notice);
        }
    }

    private static void refused(
            EnvironmentImage image,
            PendingNotice notice,
            RefusedDocument document,
            Outcome outcome) {
        outcome.refused.add(
                new RefusedDocument(
                        notice.key().domain(),
                        notice.key().identifier(),
                        document.reason(),
                        document.standIn()));
        boolean isIt = document.identifier().equals(notice.key().identifier());
        outcome.changes.addAll(StandIns.missing(image, isIt ? List.of(document) : List.of()));
    }

    /** The answer is older than the notice: again, after a moment. */
    private void older(EnvironmentImage image, PendingNotice notice, String why, Outcome outcome) {
        long since = now() - notice.lastNanos();
        if (since >= timing.giveUpAfter().toNanos()) {
            pending.remove(notice.key());
            outcome.givenUp++;
            outcome.doubt = why;
            return;
        }
        PendingNotice next = withoutRemoval(image, notice, outcome);
        if (since >= timing.refetchFor().toNanos() && !notice.doubted()) {
            outcome.doubt = why;
            next = next.inDoubt();
        }
        long delay = FIRST_REFETCH.toNanos() << Math.min(notice.tries(), MAX_DOUBLINGS);
        pending.put(notice.key(), next.again(now() + delay));
    }

    /** Upstream did not give it: again, for as long as it takes. */
    private void retry(
            EnvironmentImage image,
            PendingNotice notice,
            Answer.Failed<FetchedDocument> failed,
            Outcome outcome) {
        Backoff backoff = RETRY;
        for (int i = 0; i < notice.tries() && backoff.ceiling().compareTo(RETRY.max()) < 0; i++) {
            backoff = backoff.next();
        }
        long delay = backoff.delay(shared.random(), failed.why().retryAfter()).toNanos();
        PendingNotice next = withoutRemoval(image, notice, outcome);
        pending.put(notice.key(), next.again(now() + delay));
    }

    private PendingNotice withoutRemoval(
            EnvironmentImage image, PendingNotice notice, Outcome outcome) {
        if (notice.removes()) {
            remove(image, notice, outcome);
        }
        return notice.withoutRemoval();
    }

    private long now() {
        return shared.nanos();
    }
}

package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.ingest.reconcile.RecentNotices;
import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.ingest.reconcile.StandIns;
import io.flaghoist.ingest.upstream.FetchedDocument;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.service.Moment;
import io.flaghoist.upstream.Answer;
import io.flaghoist.upstream.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns notices into changes: removes what was deleted, fetches what was changed, until it has the
 * version that was told (a REST answer may be older than its notice). Confined to the worker's
 * thread.
 */
final class NoticeFetcher {
    /** Documents fetched at the same time, and committed together. */
    static final int MAX_TOGETHER = 32;

    private static final Duration FIRST_REFETCH = Duration.ofMillis(100);
    private static final int MAX_DOUBLINGS = 4;

    /** What came of the notices that were due. */
    static final class Outcome {
        final List<PlannedChange> changes = new ArrayList<>();
        final List<RefusedDocument> refused = new ArrayList<>();

        /** The notices that are settled once the changes are in the log. */
        final List<PendingNotice> settled = new ArrayList<>();

        /** Set when only a full read can clear things up. */
        @Nullable String doubt;
    }

    private final UpstreamSession session;
    private final RecentNotices recent;
    private final WorkerTiming timing;
    private final LongSupplier nanoTime;
    private final Executor fetches;
    private final Map<DocumentKey, PendingNotice> pending = new LinkedHashMap<>();

    NoticeFetcher(
            UpstreamSession session,
            RecentNotices recent,
            WorkerTiming timing,
            LongSupplier nanoTime,
            Executor fetches) {
        this.session = session;
        this.recent = recent;
        this.timing = timing;
        this.nanoTime = nanoTime;
        this.fetches = fetches;
    }

    /** Takes notices over; false when there are too many and all are given up. */
    boolean add(List<PendingNotice> notices) {
        notices.forEach(n -> pending.merge(n.key(), n, PendingNotice::followedBy));
        if (pending.size() > Mailbox.MAX_NOTICES) {
            pending.clear();
            return false;
        }
        return true;
    }

    /** When the oldest notice arrived that is not settled. */
    Optional<Moment> oldest() {
        return pending.values().stream()
                .map(PendingNotice::arrived)
                .reduce((a, b) -> b.isBefore(a) ? b : a);
    }

    /** Nanoseconds until {@link #settle} has something to do. */
    long remaining() {
        long now = nanoTime.getAsLong();
        return pending.values().stream()
                .mapToLong(notice -> Math.max(0, notice.dueNanos() - now))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Attends to the notices that are due, at most {@link #MAX_TOGETHER}. */
    Outcome settle(EnvironmentImage image) {
        long now = nanoTime.getAsLong();
        List<PendingNotice> due =
                pending.values().stream()
                        .filter(notice -> notice.dueNanos() - now <= 0)
                        .limit(MAX_TOGETHER)
                        .toList();
        due.forEach(notice -> pending.remove(notice.key()));
        var outcome = new Outcome();
        List<CompletableFuture<Answer<FetchedDocument>>> answers = fetch(due);
        for (int i = 0; i < due.size(); i++) {
            PendingNotice notice = due.get(i);
            if (notice.removes()) {
                remove(image, notice, outcome);
            }
            if (notice.fetches()) {
                decide(image, notice, answers.get(i).join(), outcome);
            }
        }
        return outcome;
    }

    /** A single document, which is the usual case, is fetched without changing threads. */
    private List<CompletableFuture<Answer<FetchedDocument>>> fetch(List<PendingNotice> due) {
        return due.stream()
                .map(notice ->
                        !notice.fetches() || due.size() == 1
                                ? CompletableFuture.completedFuture(fetchNow(notice))
                                : CompletableFuture.supplyAsync(() -> fetchNow(notice), fetches))
                .toList();
    }

    private Answer<FetchedDocument> fetchNow(PendingNotice notice) {
        String identifier = notice.key().identifier();
        if (!notice.fetches()) {
            return new Answer.Failed<>(identifier, new Failure.NotFound());
        }
        return notice.key().domain() == Domain.FLAG
                ? session.flag(identifier)
                : session.segment(identifier);
    }

    private void remove(EnvironmentImage image, PendingNotice notice, Outcome outcome) {
        Document before = image.document(notice.key());
        if (before != null) {
            recent.removed(before, nanoTime.getAsLong());
            outcome.changes.add(new PlannedChange.Remove(before));
            outcome.settled.add(notice);
        }
    }

    private void decide(
            EnvironmentImage image,
            PendingNotice notice,
            Answer<FetchedDocument> answer,
            Outcome outcome) {
        switch (answer) {
            case Answer.Fetched<FetchedDocument>(FetchedDocument.InShape(var document)) ->
                    decide(image, notice, document, outcome);
            case Answer.Fetched<FetchedDocument>(FetchedDocument.Refused(var document)) -> {
                outcome.refused.add(
                        new RefusedDocument(
                                notice.key().domain(),
                                notice.key().identifier(),
                                document.reason(),
                                document.standIn()));
                outcome.changes.addAll(
                        StandIns.missing(
                                image,
                                document.identifier().equals(notice.key().identifier())
                                        ? List.of(document)
                                        : List.of()));
            }
            case Answer.Fetched<FetchedDocument>(FetchedDocument.Torn()) ->
                    again(notice, "a segment keeps changing", outcome);
            case Answer.Failed<FetchedDocument> failed
                    when failed.why() instanceof Failure.NotFound ->
                    outcome.doubt = failed.words() + " although a notice told of it";
            case Answer.Failed<FetchedDocument> failed -> again(notice, failed.words(), outcome);
        }
    }

    private void decide(
            EnvironmentImage image, PendingNotice notice, Document document, Outcome outcome) {
        long now = nanoTime.getAsLong();
        if (!document.key().equals(notice.key())) {
            outcome.doubt = "upstream answered with another document than asked for";
            return;
        }
        boolean isGhost =
                recent.isGhost(document, now) && document.upstreamVersion() != notice.version();
        if (document.upstreamVersion() < notice.version() || isGhost) {
            again(notice, "upstream answers with an older version than it told", outcome);
            return;
        }
        Document before = notice.removes() ? null : image.document(notice.key());
        if (before != null && document.upstreamVersion() < before.upstreamVersion()) {
            outcome.doubt = "upstream has a lower version than the log";
            return;
        }
        if (before == null || !before.upstreamSha256().equals(document.upstreamSha256())) {
            recent.saved(notice.key(), now);
            outcome.changes.add(new PlannedChange.Save(Optional.ofNullable(before), document));
            outcome.settled.add(notice);
        }
    }

    private void again(PendingNotice notice, String why, Outcome outcome) {
        long now = nanoTime.getAsLong();
        if (now - notice.arrivedNanos() >= timing.refetchFor().toNanos()) {
            outcome.doubt = why;
            return;
        }
        long delay = FIRST_REFETCH.toNanos() << Math.min(notice.tries(), MAX_DOUBLINGS);
        pending.put(notice.key(), notice.withoutRemoval().again(now + delay));
    }
}

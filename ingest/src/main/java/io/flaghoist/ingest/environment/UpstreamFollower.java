package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.environment.Problems.Area;
import io.flaghoist.ingest.reconcile.HeldRemovals;
import io.flaghoist.ingest.reconcile.LogOrder;
import io.flaghoist.ingest.reconcile.RecentNotices;
import io.flaghoist.ingest.upstream.KeyRefusals;
import io.flaghoist.ingest.upstream.Listing;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.saas.Answer;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.record.Cause;
import java.util.List;
import java.util.Optional;

/**
 * Follows the upstream that claims an environment: stream first, then full reads, then notice by
 * notice, and on every doubt a full read again, which holds up no notice. Confined to the worker's
 * thread.
 */
final class UpstreamFollower implements Obedience.Following, AutoCloseable {
    private final UpstreamSession session;
    private final EnvironmentWorker.Tools tools;
    private final WorkerTiming timing;
    private final StatusKeeper status;
    private final Obedience obedience;
    private final StreamKeeper stream;
    private final FullReader reader;
    private final NoticeFetcher notices;

    UpstreamFollower(
            UpstreamSession session,
            Mailbox mailbox,
            WorkerTiming timing,
            EnvironmentWorker.Tools tools,
            StatusKeeper status,
            Obedience obedience) {
        this.session = session;
        this.tools = tools;
        this.timing = timing;
        this.status = status;
        this.obedience = obedience;
        var recent = new RecentNotices(tools.holdRules().settle());
        this.stream = new StreamKeeper(session, mailbox, timing, tools, status.proofs());
        this.reader =
                new FullReader(
                        session, mailbox, timing, tools, recent, status, obedience::firstCause);
        this.notices = new NoticeFetcher(session, mailbox, recent, timing, tools);
    }

    EnvironmentNames names() {
        return session.names();
    }

    FullReader reader() {
        return reader;
    }

    NoticeFetcher notices() {
        return notices;
    }

    boolean isStreamOpen() {
        return stream.isOpen();
    }

    /** That SaaS refuses every key of the environment; empty when it does not, as far as known. */
    Optional<KeyRefusals.Refusal> refusal() {
        return tools.refusals().ofAll(session.keys());
    }

    void openStreamIfDue() {
        stream.openIfDue();
    }

    /** The log can be written (again). */
    void logOpened() {
        reader.logOpened(
                timing.streamEnabled() && !stream.isOpen() ? timing.openingGrace().toNanos() : 0);
    }

    @Override
    public void rest() {
        session.rest(true);
        stream.rest();
        notices.forget();
        // Nothing is wrong with what nobody looks at.
        List.of(Area.READ, Area.API_KEYS, Area.STREAM).forEach(status.problems()::clear);
    }

    @Override
    public void beginAnew() {
        session.rest(false);
        stream.resume();
        reader.beginAnew();
    }

    @Override
    public HeldRemovals heldRemovals() {
        return reader.heldRemovals();
    }

    @Override
    public void lookAgain() {
        reader.wantNow();
        reader.wantKeysNow();
    }

    @Override
    public boolean hasLookedSince(long nanos) {
        return reader.isInLogSince(nanos);
    }

    /** Reads and publishes what is due. */
    void attend(LogKeeper log) throws InterruptedException {
        readIfDue(log);
        settleNotices(log);
    }

    private void readIfDue(LogKeeper log) throws InterruptedException {
        LogTail current = log.tail();
        if (current == null
                || !obedience.mayFollow(current.image())
                || reader.remaining(current.image()) > 0) {
            return;
        }
        FullReader.Decision decision = reader.read(current.image(), stream.isOpen());
        if (decision != null && log.publish(decision.changes(), decision.cause())) {
            reader.published(decision);
            LogTail after = log.tail();
            if (after != null) {
                obedience.published(after);
            }
        }
    }

    private void settleNotices(LogKeeper log) throws InterruptedException {
        LogTail current = log.tail();
        // What is noticed before the first publication is in it.
        if (current == null || !current.image().isComplete() || notices.remaining() > 0) {
            return;
        }
        NoticeOutcome outcome = notices.settle(current.image());
        status.refusedByNotice(outcome.refused);
        tools.metrics().noticesGivenUp(session.environment(), outcome.givenUp);
        if (outcome.answered) {
            reader.upstreamAnswered();
        }
        String doubt = outcome.doubt;
        if (doubt != null) {
            reader.wantSoon(doubt);
        }
        if (!log.publish(LogOrder.sorted(outcome.changes), Cause.STREAM)) {
            notices.restore(outcome);
            return;
        }
        long now = tools.nanoTime().getAsLong();
        outcome.settled.forEach(notice -> {
            status.accepted(notice.key());
            tools.metrics().noticeCommitted(now - notice.arrivedNanos());
            if (notice.fetches()) {
                reader.heldRemovals().exists(notice.key());
            }
        });
    }

    void absorb(Mailbox.Mail mail) {
        if (mail.streamOpened()) {
            stream.opened();
            status.problems().clear(Area.STREAM);
            reader.upstreamAnswered();
            reader.wantNow();
        }
        Mailbox.StreamEnd end = mail.streamEnd();
        if (end != null) {
            stream.ended(end);
            status.problems().raise(Area.STREAM, end.reason());
            if (end.credentialsRefused()) {
                reader.renewFirst();
            }
            reader.wantNow();
        }
        if (!notices.add(mail.notices()) || mail.dropped() > 0) {
            tools.metrics().noticesDropped(session.environment(), mail.dropped());
            reader.wantSoon("too many notices waited");
        }
        String doubt = mail.doubt();
        if (doubt != null) {
            reader.wantSoon(doubt);
        }
        notices.take(mail.fetched());
        mail.listings().forEach(this::arrived);
    }

    private void arrived(Domain domain, Answer<Listing> answer) {
        if (obedience.isResting()) {
            reader.ignore(domain);
            return;
        }
        reader.arrived(domain, answer);
        if (domain == Domain.API_KEY) {
            return; // the admin service has credentials of its own
        }
        switch (answer) {
            case Answer.Fetched<Listing> _ -> tools.refusals().worked(session.environment());
            case Answer.Failed<Listing> failed ->
                    failed.why().refusedWith().ifPresent(this::suspectKeys);
        }
    }

    private void suspectKeys(int refusedWith) {
        session.keys()
                .forEach(key ->
                        tools.refusals()
                                .suspect(key, Optional.of(session.environment()), refusedWith));
    }

    /** Nanoseconds until {@link #openStreamIfDue} or {@link #attend} has something to do. */
    long remaining(LogKeeper log) {
        LogTail current = log.tail();
        if (current == null || !obedience.mayFollow(current.image())) {
            return stream.remaining();
        }
        long next = Math.min(stream.remaining(), reader.remaining(current.image()));
        return current.image().isComplete() ? Math.min(next, notices.remaining()) : next;
    }

    @Override
    public void close() {
        stream.close();
    }
}

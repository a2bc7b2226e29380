package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.environment.Problems.Area;
import io.flaghoist.ingest.reconcile.LogOrder;
import io.flaghoist.ingest.reconcile.RecentNotices;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.schemas.record.Cause;
import java.util.stream.Collectors;

/**
 * Follows the upstream that claims an environment: stream first, then a full read, then notice by
 * notice, and on every doubt a full read again, which holds up no notice. Confined to the worker's
 * thread.
 */
final class UpstreamFollower implements AutoCloseable {
    private final UpstreamSession session;
    private final EnvironmentWorker.Tools tools;
    private final WorkerTiming timing;
    private final StatusKeeper status;
    private final StreamKeeper stream;
    private final FullReader reader;
    private final NoticeFetcher notices;

    UpstreamFollower(
            UpstreamSession session,
            Mailbox mailbox,
            WorkerTiming timing,
            EnvironmentWorker.Tools tools,
            StatusKeeper status) {
        this.session = session;
        this.tools = tools;
        this.timing = timing;
        this.status = status;
        var recent = new RecentNotices(tools.holdRules().settle());
        this.stream = new StreamKeeper(session, mailbox, timing, tools, status.proofs());
        this.reader = new FullReader(session, mailbox, timing, tools, recent, status);
        this.notices =
                new NoticeFetcher(session, recent, timing, tools.nanoTime(), tools.blocking());
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

    void openStreamIfDue() {
        stream.openIfDue();
    }

    /** The log can be written (again). */
    void logOpened() {
        reader.logOpened(timing.streamEnabled() && !stream.isOpen());
    }

    /** Reads and publishes what is due. */
    void attend(LogKeeper log) throws InterruptedException {
        readIfDue(log);
        settleNotices(log);
    }

    private void readIfDue(LogKeeper log) throws InterruptedException {
        LogTail current = log.tail();
        if (current == null || reader.remaining() > 0) {
            return;
        }
        FullReader.Decision decision = reader.read(current.image(), stream.isOpen());
        if (decision != null && log.publish(decision.changes(), decision.cause())) {
            if (decision.whole()) {
                status.attempted(
                        decision.changes().stream()
                                .map(change -> change.key())
                                .collect(Collectors.toSet()));
            }
            reader.published(decision);
        }
    }

    private void settleNotices(LogKeeper log) throws InterruptedException {
        LogTail current = log.tail();
        // What is noticed before the first publication is in it.
        if (current == null || !current.image().isComplete() || notices.remaining() > 0) {
            return;
        }
        NoticeFetcher.Outcome outcome = notices.settle(current.image());
        status.refusedByNotice(outcome.refused);
        String doubt = outcome.doubt;
        if (doubt != null) {
            reader.wantSoon(doubt);
        }
        if (log.publish(LogOrder.sorted(outcome.changes), Cause.STREAM)) {
            long now = tools.nanoTime().getAsLong();
            outcome.settled.forEach(notice -> {
                status.accepted(notice.key());
                tools.metrics().noticeCommitted(now - notice.arrivedNanos());
            });
        }
    }

    void absorb(Mailbox.Mail mail) {
        if (mail.streamOpened()) {
            stream.opened();
            status.problems().clear(Area.STREAM);
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
        reader.take(mail.apiKeys());
        reader.arrived(mail.listing());
    }

    /** Nanoseconds until {@link #openStreamIfDue} or {@link #attend} has something to do. */
    long remaining(LogKeeper log) {
        LogTail current = log.tail();
        if (current == null) {
            return stream.remaining();
        }
        long next = Math.min(stream.remaining(), reader.remaining());
        return current.image().isComplete() ? Math.min(next, notices.remaining()) : next;
    }

    @Override
    public void close() {
        stream.close();
    }
}

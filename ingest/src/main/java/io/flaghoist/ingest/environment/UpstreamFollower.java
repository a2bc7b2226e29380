package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.environment.Problems.Area;
import io.flaghoist.ingest.metrics.IngestMetrics.Metric;
import io.flaghoist.ingest.reconcile.HeldRemovals;
import io.flaghoist.ingest.reconcile.LogOrder;
import io.flaghoist.ingest.reconcile.RecentNotices;
import io.flaghoist.ingest.upstream.EnvironmentSource;
import io.flaghoist.schemas.record.Cause;
import java.util.List;

/**
 * Follows the upstream that claims an environment: stream first, then full reads, then notice by
 * notice, and on every doubt a full read again, which holds up no notice. Confined to the worker's
 * thread.
 */
final class UpstreamFollower implements AutoCloseable {
    private final EnvironmentSource source;
    private final WorkerDependencies shared;
    private final SourceRequests requests;
    private final StatusKeeper status;
    private final OrderExecutor orders;
    private final StreamKeeper stream;
    private final FullReader reader;
    private final NoticeFetcher notices;

    UpstreamFollower(
            EnvironmentSource source,
            EventQueue events,
            WorkerDependencies shared,
            StatusKeeper status,
            OrderExecutor orders) {
        this.source = source;
        this.shared = shared;
        this.requests = new SourceRequests(source, events, shared.supervisor());
        source.pause(false);
        this.status = status;
        this.orders = orders;
        var recent = new RecentNotices(shared.holdRules().settle());
        this.stream = new StreamKeeper(source, events, shared, status.proofs());
        this.reader = new FullReader(source, requests, shared, recent, status, orders::firstCause);
        this.notices = new NoticeFetcher(requests, recent, shared);
    }

    EnvironmentSource source() {
        return source;
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
        reader.logOpened(
                shared.timing().streamEnabled() && !stream.isOpen()
                        ? shared.timing().openingGrace().toNanos()
                        : 0);
    }

    /** Nothing is read, and no stream is open, until further notice. */
    void rest() {
        source.pause(true);
        stream.rest();
        notices.forget();
        // What is not read has no problems.
        List.of(Area.READ, Area.API_KEYS, Area.STREAM).forEach(status.problems()::clear);
    }

    /** Everything is read and published as if for the first time. */
    void beginAnew() {
        source.pause(false);
        stream.resume();
        reader.beginAnew();
    }

    HeldRemovals heldRemovals() {
        return reader.heldRemovals();
    }

    /** All lists are read again, as soon as may be. */
    void readAgain() {
        reader.lists().wantRound(0);
        reader.lists().wantKeys(0);
    }

    /**
     * Whether what upstream listed since then is in the log, or held.
     *
     * @param nanos by the monotonic clock
     */
    boolean hasReadSince(long nanos) {
        return reader.isInLogSince(nanos);
    }

    /** Reads and publishes what is due. */
    void publishDue(LogKeeper log) throws InterruptedException {
        readIfDue(log);
        settleNotices(log);
    }

    private void readIfDue(LogKeeper log) throws InterruptedException {
        LogTail current = log.tail();
        if (current == null
                || !orders.mayFollow(current.image())
                || reader.remaining(current.image()) > 0) {
            return;
        }
        FullReader.Decision decision = reader.read(current.image(), stream.isOpen());
        if (decision != null && log.publish(decision.changes(), decision.cause())) {
            reader.published(decision);
            LogTail after = log.tail();
            if (after != null) {
                orders.published(after);
            }
        }
    }

    private void settleNotices(LogKeeper log) throws InterruptedException {
        LogTail current = log.tail();
        // What is noticed before the first publication is in it.
        if (current == null || !current.image().isComplete() || notices.remaining() > 0) {
            return;
        }
        NoticeFetcher.Outcome outcome = notices.settle(current.image());
        status.refused().byNotice(outcome.refused);
        shared.metrics().add(outcome.givenUp, Metric.NOTICES_GIVEN_UP, source.environment());
        if (outcome.answered) {
            reader.lists().upstreamAnswered();
        }
        String doubt = outcome.doubt;
        if (doubt != null) {
            reader.wantSoon(doubt);
        }
        if (!log.publish(LogOrder.sorted(outcome.changes), Cause.STREAM)) {
            notices.restore(outcome);
            return;
        }
        long now = shared.nanos();
        outcome.settled.forEach(notice -> {
            status.refused().accepted(notice.key());
            shared.metrics().noticeCommitted(now - notice.arrivedNanos());
            if (notice.fetches()) {
                reader.heldRemovals().exists(notice.key());
            }
        });
    }

    void handle(EventQueue.SourceEvent event) {
        switch (event) {
            case EventQueue.StreamOpened() -> {
                stream.opened();
                status.problems().clear(Area.STREAM);
                reader.lists().upstreamAnswered();
                reader.lists().wantRound(0);
            }
            case EventQueue.StreamEnded end -> {
                stream.ended(end);
                status.problems().raise(Area.STREAM, end.reason());
                if (end.credentialsRefused()) {
                    source.credentialsRefused();
                }
                reader.lists().wantRound(0);
            }
            case EventQueue.Doubt(var why) -> reader.wantSoon(why);
            case EventQueue.Fetched fetched -> notices.fetched(fetched);
            case EventQueue.Listed(var domain, var answer) -> {
                if (orders.isResting()) {
                    reader.lists().ignore(domain);
                } else {
                    reader.arrived(domain, answer);
                }
            }
        }
    }

    void add(List<PendingNotice> arrived, int dropped) {
        if (!notices.add(arrived) || dropped > 0) {
            shared.metrics().add(dropped, Metric.NOTICES_DROPPED, source.environment());
            reader.wantSoon("too many notices waited");
        }
    }

    /** Nanoseconds until {@link #openStreamIfDue} or {@link #publishDue} has something to do. */
    long remaining(LogKeeper log) {
        LogTail current = log.tail();
        if (current == null || !orders.mayFollow(current.image())) {
            return stream.remaining();
        }
        long next = Math.min(stream.remaining(), reader.remaining(current.image()));
        return current.image().isComplete() ? Math.min(next, notices.remaining()) : next;
    }

    @Override
    public void close() {
        source.pause(true);
        stream.close();
        requests.close();
    }
}

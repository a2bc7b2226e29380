package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.environment.Problems.Area;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.reconcile.HoldRules;
import io.flaghoist.ingest.reconcile.LogOrder;
import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.ingest.reconcile.RecentNotices;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.service.OwnedThread;
import io.flaghoist.upstream.Backoff;
import io.flaghoist.upstream.Secret;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one environment's log equal to upstream, on a thread of its own: stream first, then a full
 * read, then notice by notice, and on every doubt a full read again, which holds up no notice.
 * Nothing that goes wrong here delays another environment.
 */
public final class EnvironmentWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentWorker.class);

    /** After Kafka refused for good, somebody has to mend something first. */
    private static final int REFUSED_PATIENCE = 4;

    /** What a worker is built from besides its session. */
    public record Tools(
            FlagLog log,
            HoldRules holdRules,
            IngestMetrics metrics,
            Executor blocking,
            Clock clock,
            LongSupplier nanoTime,
            RandomGenerator random,
            Runnable onStateChange) {}

    private final UpstreamSession session;
    private final Tools tools;
    private final WorkerTiming timing;
    private final Mailbox mailbox = new Mailbox();
    private final StreamKeeper stream;
    private final FullReader reader;
    private final NoticeFetcher notices;
    private final StatusKeeper status;
    private final Timer openLog;
    private Backoff logBackoff;
    private @Nullable LogTail tail;
    private final OwnedThread thread;

    EnvironmentWorker(UpstreamSession session, WorkerTiming timing, Tools tools) {
        this.session = session;
        this.timing = timing;
        this.tools = tools;
        var recent = new RecentNotices(tools.holdRules().settle());
        this.status = new StatusKeeper(session.environment(), tools);
        this.stream =
                new StreamKeeper(
                        session,
                        mailbox,
                        timing,
                        tools.random(),
                        tools.nanoTime(),
                        tools.metrics());
        this.reader = new FullReader(session, mailbox, timing, tools, recent, status);
        this.notices =
                new NoticeFetcher(session, recent, timing, tools.nanoTime(), tools.blocking());
        this.openLog = new Timer(tools.nanoTime());
        this.logBackoff = timing.firstRetry();
        this.thread = new OwnedThread("ingest-environment-" + environment(), this::run);
    }

    void start() {
        thread.start();
    }

    public EnvironmentId environment() {
        return session.environment();
    }

    /** One more API key of this environment. */
    void addKey(Secret key) {
        session.addKey(key);
    }

    /** Where the environment stands; any thread. */
    public EnvironmentStatus status() {
        return status.current();
    }

    private void run() throws InterruptedException {
        LOG.info("Environment {}: following upstream", environment());
        openLog.in(0);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                step();
            }
        } finally {
            stream.close();
        }
    }

    private void step() throws InterruptedException {
        try {
            openLogIfDue();
            stream.openIfDue();
            readIfDue();
            settleNotices();
        } catch (RuntimeException e) {
            // One bad thing must not end the environment: what was under way is read again.
            LOG.error(
                    "Environment {}: an unforeseen failure; everything is read again",
                    environment(),
                    e);
            tail = null;
            openLog.in(delayOfLog(Optional.empty()));
            status.problems().raise(Area.LOG, "an unforeseen failure: " + e);
        }
        status.publish(stream.isOpen(), reader);
        absorb(mailbox.take(untilNext()));
    }

    private long untilNext() {
        long next = Math.min(openLog.remaining(), stream.remaining());
        LogTail current = tail;
        if (current == null) {
            return next;
        }
        next = Math.min(next, reader.remaining());
        return current.image().isComplete() ? Math.min(next, notices.remaining()) : next;
    }

    private void absorb(Mailbox.Mail mail) {
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
            tools.metrics().noticesDropped(environment(), mail.dropped());
            reader.wantSoon("too many notices waited");
        }
        String doubt = mail.doubt();
        if (doubt != null) {
            reader.wantSoon(doubt);
        }
        reader.take(mail.apiKeys());
        reader.arrived(mail.listing());
    }

    private void openLogIfDue() throws InterruptedException {
        if (tail != null || !openLog.isDue()) {
            return;
        }
        switch (tools.log().open(environment())) {
            case FlagLog.Opened.Owned(var owned) -> {
                tail = owned;
                openLog.never();
                logBackoff = timing.firstRetry();
                status.problems().clear(Area.LOG);
                status.stands(owned);
                LOG.info(
                        "Environment {}: the log was read to its end at {}",
                        environment(),
                        owned.image().position());
                reader.logOpened(timing.streamEnabled() && !stream.isOpen());
            }
            case FlagLog.Opened.Unavailable(var reason) -> {
                status.problems().raise(Area.LOG, "Kafka is not available: " + reason);
                openLog.in(delayOfLog(Optional.empty()));
            }
            case FlagLog.Opened.Refused(var reason) -> {
                status.problems().raise(Area.LOG, "the log cannot be written: " + reason);
                openLog.in(delayOfLog(Optional.of(slowly())));
            }
        }
    }

    private Duration slowly() {
        return timing.firstRetry().ceiling().multipliedBy(REFUSED_PATIENCE);
    }

    private long delayOfLog(Optional<Duration> atLeast) {
        Duration delay = logBackoff.delay(tools.random(), atLeast);
        logBackoff = logBackoff.next();
        return delay.toNanos();
    }

    private void readIfDue() throws InterruptedException {
        LogTail current = tail;
        if (current == null || reader.remaining() > 0) {
            return;
        }
        FullReader.Decision decision = reader.read(current.image(), stream.isOpen());
        if (decision != null && publish(decision.changes(), decision.cause())) {
            reader.published(decision);
        }
    }

    private void settleNotices() throws InterruptedException {
        LogTail current = tail;
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
        if (publish(LogOrder.sorted(outcome.changes), Cause.STREAM)) {
            long now = tools.nanoTime().getAsLong();
            outcome.settled.forEach(notice -> {
                status.accepted(notice.key());
                tools.metrics().noticeCommitted(now - notice.arrivedNanos());
            });
        }
    }

    /**
     * False when the changes may not be in the log; then it is opened and everything read again.
     */
    private boolean publish(List<PlannedChange> changes, Cause cause) throws InterruptedException {
        LogTail current = tail;
        if (current == null || changes.isEmpty()) {
            return current != null;
        }
        return switch (tools.log().append(current, changes, cause)) {
            case FlagLog.Appended.Durable(var after, Map<DocumentKey, String> refused) -> {
                tail = after;
                status.stands(after);
                status.refusedByKafka(refused);
                tools.metrics().changes(environment(), cause, changes.size() - refused.size());
                yield true;
            }
            case FlagLog.Appended.Refused(var reason) -> {
                lose("Kafka refuses changes: " + reason, Optional.of(slowly()));
                yield false;
            }
            case FlagLog.Appended.Lost(var reason) -> {
                lose("a change's outcome is unknown: " + reason, Optional.empty());
                yield false;
            }
        };
    }

    private void lose(String what, Optional<Duration> atLeast) {
        tail = null;
        openLog.in(delayOfLog(atLeast));
        status.problems().raise(Area.LOG, what);
    }

    /** Tells the worker to end. */
    void stop() {
        thread.interrupt();
    }

    /** Ends the worker and waits until its thread is gone. */
    @Override
    public void close() {
        thread.close();
    }
}

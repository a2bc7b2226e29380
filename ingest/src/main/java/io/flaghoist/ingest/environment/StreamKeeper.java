package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.saas.Backoff;
import io.flaghoist.saas.SaasStream;
import io.flaghoist.saas.StreamListener;
import io.flaghoist.schemas.wire.StreamNotice;
import io.flaghoist.service.Moment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one environment's stream open, one attempt in flight. What the stream tells goes into the
 * mailbox. Confined to the worker's thread, except for the listener.
 */
final class StreamKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamKeeper.class);

    private final UpstreamSession session;
    private final Mailbox mailbox;
    private final WorkerTiming timing;
    private final EnvironmentWorker.Tools tools;
    private final ProofKeeper proofs;
    private final Timer retry;
    private Backoff backoff;
    private @Nullable SaasStream stream;
    private StreamClock clock = new StreamClock();
    private boolean isOpen;
    private long openedNanos;

    StreamKeeper(
            UpstreamSession session,
            Mailbox mailbox,
            WorkerTiming timing,
            EnvironmentWorker.Tools tools,
            ProofKeeper proofs) {
        this.session = session;
        this.mailbox = mailbox;
        this.timing = timing;
        this.tools = tools;
        this.proofs = proofs;
        this.backoff = timing.firstRetry();
        this.retry = new Timer(tools.nanoTime());
        if (timing.streamEnabled()) {
            retry.in(0);
        }
    }

    /** Opens the stream if it is time to. */
    void openIfDue() {
        if (stream == null && retry.isDue()) {
            retry.never();
            clock = new StreamClock();
            stream = session.openStream(new Listener(mailbox.newStream(), clock));
        }
    }

    void opened() {
        isOpen = true;
        openedNanos = tools.nanoTime().getAsLong();
        proofs.streamOpened(clock);
        LOG.info("Environment {}: the upstream stream is open", session.environment());
    }

    /** The stream ended; the next attempt is planned. */
    void ended(Mailbox.StreamEnd end) {
        tools.metrics().streamEnd(session.environment());
        proofs.streamEnded(now());
        if (isOpen
                && tools.nanoTime().getAsLong() - openedNanos >= timing.stableAfter().toNanos()) {
            backoff = timing.firstRetry();
        }
        isOpen = false;
        stream = null;
        retry.in(backoff.delay(tools.random(), Optional.empty()).toNanos());
        backoff = backoff.next();
        LOG.debug("Environment {}: {}", session.environment(), end.reason());
    }

    /** No stream until {@link #resume()}. */
    void rest() {
        close();
        if (isOpen) {
            proofs.streamEnded(now());
        }
        var _ = mailbox.newStream(); // what the last one told is of no use
        stream = null;
        isOpen = false;
        retry.never();
    }

    void resume() {
        if (timing.streamEnabled() && stream == null) {
            backoff = timing.firstRetry();
            retry.in(0);
        }
    }

    private Moment now() {
        return Moment.now(tools.clock(), tools.nanoTime());
    }

    boolean isOpen() {
        return isOpen;
    }

    /** Nanoseconds until {@link #openIfDue()} has something to do. */
    long remaining() {
        return retry.remaining();
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
        }
    }

    /** On the stream's thread. */
    private final class Listener implements StreamListener {
        private final long number;
        private final StreamClock clockOfThis;
        private boolean toldOfUnknown;

        Listener(long number, StreamClock clockOfThis) {
            this.number = number;
            this.clockOfThis = clockOfThis;
        }

        @Override
        public void opened() {
            clockOfThis.received(now());
            mailbox.streamOpened(number);
        }

        @Override
        public void received() {
            clockOfThis.received(now());
        }

        @Override
        public void waits() {
            clockOfThis.waits(now());
        }

        @Override
        public void notice(StreamNotice notice) {
            NoticeReader.read(session.environment(), notice, now())
                    .ifPresentOrElse(this::understood, this::unreadableNotice);
        }

        private void understood(PendingNotice pending) {
            tools.metrics().notice(session.environment(), "understood");
            mailbox.notice(number, pending);
        }

        @Override
        public void unreadableNotice() {
            tools.metrics().notice(session.environment(), "unknown");
            if (!toldOfUnknown) {
                toldOfUnknown = true;
                LOG.warn(
                        "Environment {}: the stream told something that this version does not know; everything is read instead. Later ones are only counted.",
                        session.environment());
            }
            mailbox.doubt("an unknown notice");
        }

        @Override
        public void ended(String reason, boolean credentialsRefused) {
            mailbox.streamEnded(number, new Mailbox.StreamEnd(reason, credentialsRefused));
        }
    }
}

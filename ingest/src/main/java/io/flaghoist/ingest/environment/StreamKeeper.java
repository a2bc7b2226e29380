package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.upstream.EnvironmentSource;
import io.flaghoist.saas.Backoff;
import io.flaghoist.saas.StreamListener;
import io.flaghoist.schemas.wire.StreamNotice;
import io.flaghoist.service.Moment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one environment's stream open, one attempt in flight. What the stream tells goes into the
 * events. Confined to the worker's thread, except for the listener.
 */
final class StreamKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamKeeper.class);

    private final EnvironmentSource source;
    private final EventQueue events;
    private final WorkerTiming timing;
    private final WorkerDependencies shared;
    private final ProofKeeper proofs;
    private final Timer retry;
    private Backoff backoff;
    private EnvironmentSource.@Nullable Stream stream;
    private StreamClock clock = new StreamClock();
    private boolean isOpen;
    private long openedNanos;

    StreamKeeper(
            EnvironmentSource source,
            EventQueue events,
            WorkerDependencies shared,
            ProofKeeper proofs) {
        this.source = source;
        this.events = events;
        this.timing = shared.timing();
        this.shared = shared;
        this.proofs = proofs;
        this.backoff = shared.timing().firstRetry();
        this.retry = new Timer(shared.nanoTime());
        if (shared.timing().streamEnabled()) {
            retry.in(0);
        }
    }

    /** Opens the stream if it is time to. */
    void openIfDue() {
        if (stream == null && retry.isDue()) {
            retry.never();
            clock = new StreamClock();
            stream = source.openStream(new Listener(events.newStream(), clock));
        }
    }

    void opened() {
        isOpen = true;
        openedNanos = shared.nanoTime().getAsLong();
        proofs.streamOpened(clock);
        LOG.info("Environment {}: the upstream stream is open", source.environment());
    }

    /** The stream ended; the next attempt is planned. */
    void ended(EventQueue.StreamEnded end) {
        shared.metrics().streamEnd(source.environment());
        proofs.streamEnded(now());
        if (isOpen
                && shared.nanoTime().getAsLong() - openedNanos >= timing.stableAfter().toNanos()) {
            backoff = timing.firstRetry();
        }
        isOpen = false;
        stream = null;
        retry.in(backoff.delay(shared.random(), Optional.empty()).toNanos());
        backoff = backoff.next();
        LOG.debug("Environment {}: {}", source.environment(), end.reason());
    }

    /** No stream until {@link #resume()}. */
    void rest() {
        close();
        if (isOpen) {
            proofs.streamEnded(now());
        }
        var _ = events.newStream(); // events of the last one are discarded
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
        return Moment.now(shared.clock(), shared.nanoTime());
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
            events.streamEvent(number, new EventQueue.StreamOpened());
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
            NoticeReader.read(source.environment(), notice, now())
                    .ifPresentOrElse(this::understood, this::unreadableNotice);
        }

        private void understood(PendingNotice pending) {
            shared.metrics().notice(source.environment(), "understood");
            events.notice(number, pending);
        }

        @Override
        public void unreadableNotice() {
            shared.metrics().notice(source.environment(), "unknown");
            if (!toldOfUnknown) {
                toldOfUnknown = true;
                LOG.warn(
                        "Environment {}: the stream told something that this version does not know; everything is read instead. Later ones are only counted.",
                        source.environment());
            }
            events.doubt(number, "an unknown notice");
        }

        @Override
        public void ended(String reason, boolean credentialsRefused) {
            events.streamEvent(number, new EventQueue.StreamEnded(reason, credentialsRefused));
        }
    }
}

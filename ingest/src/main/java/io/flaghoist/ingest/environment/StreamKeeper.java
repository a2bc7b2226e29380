package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.metrics.IngestMetrics.Metric;
import io.flaghoist.ingest.upstream.EnvironmentSource;
import io.flaghoist.saas.Backoff;
import io.flaghoist.saas.StreamListener;
import io.flaghoist.schemas.wire.StreamNotice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one environment's stream open, one attempt in flight. Events of the stream go into the
 * queue. Confined to the worker's thread, except for the listener.
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
        this.retry = shared.timer();
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
        openedNanos = shared.nanos();
        proofs.streamOpened(clock);
        LOG.info("Environment {}: the upstream stream is open", source.environment());
    }

    /** The stream ended; the next attempt is planned. */
    void ended(EventQueue.StreamEnded end) {
        shared.metrics().count(Metric.STREAM_ENDS, source.environment());
        proofs.streamEnded(shared.now());
        if (isOpen && shared.nanos() - openedNanos >= timing.stableAfter().toNanos()) {
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
            proofs.streamEnded(shared.now());
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
        private boolean hasLoggedUnknown;

        Listener(long number, StreamClock clockOfThis) {
            this.number = number;
            this.clockOfThis = clockOfThis;
        }

        @Override
        public void opened() {
            clockOfThis.received(shared.now());
            events.streamEvent(number, new EventQueue.StreamOpened());
        }

        @Override
        public void received() {
            clockOfThis.received(shared.now());
        }

        @Override
        public void waits() {
            clockOfThis.waits(shared.now());
        }

        @Override
        public void notice(StreamNotice notice) {
            PendingNotice.read(source.environment(), notice, shared.now())
                    .ifPresentOrElse(this::understood, this::unreadableNotice);
        }

        private void understood(PendingNotice pending) {
            shared.metrics().count(Metric.NOTICES, source.environment(), "understood");
            events.notice(number, pending);
        }

        @Override
        public void unreadableNotice() {
            shared.metrics().count(Metric.NOTICES, source.environment(), "unknown");
            if (!hasLoggedUnknown) {
                hasLoggedUnknown = true;
                LOG.warn(
                        "Environment {}: the stream delivered something that this version does not know; everything is read instead. Later ones are only counted.",
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

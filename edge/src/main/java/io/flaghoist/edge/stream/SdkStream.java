package io.flaghoist.edge.stream;

import io.flaghoist.schemas.HashedApiKey;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * One SDK's stream: at most one write under way, what comes meanwhile waits in the backlog. The
 * thread that offers a notice writes it when nothing is under way; nobody ever blocks. Thread-safe.
 */
final class SdkStream extends IteratingCallback {
    /** How long an event keeps away from a heartbeat where a client needs that. */
    private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final EnvironmentStreams home;
    private final HashedApiKey apiKey;
    private final StreamClient client;
    private final StreamConnection connection;

    // All below: guarded by this.
    private final PendingEvents backlog = new PendingEvents();
    private int maxBacklog;
    private boolean begun;
    private boolean writing;
    private boolean heartbeatDue;
    private boolean lastWasHeartbeat;
    private boolean gapScheduled;
    private long lastWriteNanos;
    private @Nullable CloseReason closing;

    SdkStream(
            EnvironmentStreams home,
            HashedApiKey apiKey,
            StreamClient client,
            StreamConnection connection,
            int maxBacklog) {
        this.home = home;
        this.apiKey = apiKey;
        this.client = client;
        this.connection = connection;
        this.maxBacklog = maxBacklog;
        this.lastWriteNanos = System.nanoTime();
    }

    StreamClient client() {
        return client;
    }

    HashedApiKey apiKey() {
        return apiKey;
    }

    /**
     * Opens the response: with what the SDK has missed, or with a heartbeat, which Go and
     * JavaScript wait for. Notices offered before this were kept.
     */
    void begin(List<StreamEvent> missed) {
        synchronized (this) {
            maxBacklog += missed.size();
            var live = new PendingEvents();
            missed.forEach(live::add);
            for (StreamEvent early = backlog.poll(); early != null; early = backlog.poll()) {
                live.add(early);
            }
            for (StreamEvent notice = live.poll(); notice != null; notice = live.poll()) {
                backlog.add(notice);
            }
            heartbeatDue = backlog.size() == 0;
            begun = true;
        }
        iterate();
    }

    /** Tells the SDK of a change, now or when what is under way has gone out. */
    void offer(StreamEvent notice) {
        boolean overflow;
        synchronized (this) {
            backlog.add(notice);
            overflow = backlog.size() > maxBacklog;
        }
        if (overflow) {
            cut(CloseReason.BACKLOG);
        } else {
            iterate();
        }
    }

    /** Looks after the stream, every few hundred milliseconds: heartbeats and stalled writes. */
    void tick(long now, long heartbeatNanos, long stallNanos) {
        boolean stalled;
        synchronized (this) {
            if (!begun) {
                return;
            }
            long since = now - lastWriteNanos;
            stalled = writing && since >= stallNanos;
            heartbeatDue |= !writing && since >= heartbeatNanos;
            if (!stalled && !heartbeatDue) {
                return;
            }
        }
        if (stalled) {
            cut(CloseReason.SLOW);
        } else {
            iterate();
        }
    }

    /** Ends the stream after the write that is under way. */
    void close(CloseReason reason) {
        synchronized (this) {
            if (closing == null) {
                closing = reason;
            }
        }
        iterate();
    }

    /** Ends the stream whatever is under way. */
    void cut(CloseReason reason) {
        synchronized (this) {
            if (closing == null) {
                closing = reason;
            }
        }
        connection.cut();
        abort(new StreamCutException(reason));
    }

    @Override
    protected Action process() {
        StreamEvent notice;
        synchronized (this) {
            writing = false;
            if (closing != null) {
                return Action.SUCCEEDED;
            }
            if (!begun || (backlog.size() > 0 && mustWait())) {
                return Action.IDLE;
            }
            notice = backlog.poll();
            if (notice == null && !heartbeatDue) {
                return Action.IDLE;
            }
            heartbeatDue = false;
            writing = true;
            lastWasHeartbeat = notice == null;
            lastWriteNanos = System.nanoTime();
        }
        if (notice == null) {
            connection.write(client.sdk().heartbeat(), this);
        } else {
            connection.write(home.frame(notice, client.target()), this);
        }
        return Action.SCHEDULED;
    }

    private boolean mustWait() {
        if (!client.sdk().needsGap() || !lastWasHeartbeat) {
            return false;
        }
        long left = GAP_NANOS - (System.nanoTime() - lastWriteNanos);
        if (left > 0 && !gapScheduled) {
            gapScheduled = true;
            home.later(this::afterGap, left);
        }
        return left > 0;
    }

    private void afterGap() {
        synchronized (this) {
            gapScheduled = false;
        }
        iterate();
    }

    @Override
    protected void onCompleteSuccess() {
        home.left(this, reason());
        connection.end();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        home.left(this, reason());
        connection.failed(cause);
    }

    private synchronized CloseReason reason() {
        return closing == null ? CloseReason.GONE : closing;
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    /** The connection of a stream that wrote nothing for long failed, as Jetty found. */
    void connectionFailed(Throwable cause) {
        abort(cause);
    }

    /** Why a stream was cut, without a stack: it is an outcome, not a surprise. */
    private static final class StreamCutException extends Exception {
        private static final long serialVersionUID = 1L;

        StreamCutException(CloseReason reason) {
            super(reason.word(), null, false, false);
        }
    }
}

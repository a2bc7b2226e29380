package io.flaghoist.edge.stream;

import io.flaghoist.schemas.HashedApiKey;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * One SDK's stream: at most one write in progress; other events are queued. The offering thread
 * writes if no write is in progress; never blocks. Thread-safe.
 */
final class SdkStream extends IteratingCallback {
    /** Minimum interval between a heartbeat and an event, if the client needs it. */
    private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final EnvironmentStreams home;
    private final HashedApiKey apiKey;
    private final StreamClient client;
    private final StreamConnection connection;

    // All fields below are guarded by this.
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
     * Starts the response with missed events, or with a heartbeat, which Go and JavaScript wait
     * for. Events offered before are kept.
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

    /** Sends an event, now or after the write in progress. */
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

    /** Checks heartbeats and stalled writes, every few hundred milliseconds. */
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

    /** Ends the stream after the write in progress. */
    void close(CloseReason reason) {
        synchronized (this) {
            if (closing == null) {
                closing = reason;
            }
        }
        iterate();
    }

    /** Ends the stream immediately. */
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

    /** Jetty detected a failed connection of an idle stream. */
    void connectionFailed(Throwable cause) {
        abort(cause);
    }

    /** Reason of a closed stream, without a stack trace: an expected outcome. */
    private static final class StreamCutException extends Exception {
        private static final long serialVersionUID = 1L;

        StreamCutException(CloseReason reason) {
            super(reason.word(), null, false, false);
        }
    }
}

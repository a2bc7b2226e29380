package io.flaghoist.simulator.stream;

import io.flaghoist.simulator.fault.ActiveFault;
import io.flaghoist.simulator.fault.RequestFacts;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * One open stream. Frames go out one per write, one write at a time; further frames are queued, up
 * to {@value #MAX_BACKLOG}; beyond that the stream is cut, and its reader reads everything again.
 */
final class SaasStream {
    static final int MAX_BACKLOG = 1_024;

    private final RequestFacts facts;
    private final Response response;
    private final Callback callback;
    private final EndPoint endPoint;
    private final Consumer<SaasStream> onClosed;
    private final Writer writer = new Writer();
    private final Deque<ByteBuffer> backlog = new ArrayDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean ending;
    private volatile @Nullable ActiveFault muteFault;

    SaasStream(
            RequestFacts facts,
            Request request,
            Response response,
            Callback callback,
            Consumer<SaasStream> onClosed) {
        this.facts = facts;
        this.response = response;
        this.callback = callback;
        this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        this.onClosed = onClosed;
    }

    RequestFacts facts() {
        return facts;
    }

    /** From now on nothing is sent until {@code fault} is removed; what would have been is lost. */
    void mute(ActiveFault fault) {
        muteFault = fault;
    }

    private boolean isMuted() {
        var fault = muteFault;
        return fault != null && !fault.isRemoved();
    }

    /** Puts head and first heartbeat in front of everything that is handed over later. */
    void prepare() {
        synchronized (backlog) {
            // An empty write sends the head, without which a muted stream would not be accepted.
            backlog.addLast(ByteBuffer.allocate(0));
            if (!isMuted()) {
                backlog.addLast(Frames.heartbeat().slice());
            }
        }
    }

    /** Starts writing. */
    void open() {
        writer.iterate();
    }

    /** Hands over one frame; never blocks. The bytes are shared and not modified. */
    void send(ByteBuffer frame) {
        if (!isMuted()) {
            writer.enqueue(frame.slice());
        }
    }

    /** Sends a heartbeat unless a write is in progress. */
    void heartbeat() {
        if (writer.isIdle()) {
            send(Frames.heartbeat());
        }
    }

    /** Ends the body cleanly, after queued frames. */
    void end() {
        writer.end();
    }

    /** Resets the connection. */
    void cut() {
        reset(endPoint);
        writer.abort(new IOException("cut"));
        finish(new IOException("cut"));
    }

    /** Closes a connection so that its peer sees a reset, not an end. */
    static void reset(EndPoint endPoint) {
        if (endPoint.getTransport() instanceof SocketChannel channel && channel.isOpen()) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // The peer has already closed the connection.
                endPoint.close(e);
                return;
            }
        }
        endPoint.close();
    }

    private void finish(@Nullable Throwable cause) {
        if (closed.compareAndSet(false, true)) {
            onClosed.accept(this);
            if (cause == null) {
                callback.succeeded();
            } else {
                callback.failed(cause);
            }
        }
    }

    private final class Writer extends IteratingCallback {
        private boolean writing;
        private boolean lastSent;

        void enqueue(ByteBuffer frame) {
            boolean overflow;
            synchronized (backlog) {
                if (ending) {
                    return;
                }
                overflow = backlog.size() >= MAX_BACKLOG;
                if (!overflow) {
                    backlog.addLast(frame);
                }
            }
            if (overflow) {
                cut();
            } else {
                iterate();
            }
        }

        void end() {
            synchronized (backlog) {
                if (ending) {
                    return;
                }
                ending = true;
            }
            iterate();
        }

        boolean isIdle() {
            synchronized (backlog) {
                return !writing && backlog.isEmpty();
            }
        }

        @Override
        protected Action process() {
            ByteBuffer frame;
            boolean last;
            synchronized (backlog) {
                if (lastSent) {
                    return Action.SUCCEEDED;
                }
                frame = backlog.pollFirst();
                last = frame == null && ending;
                lastSent = last;
                writing = frame != null || last;
            }
            if (frame == null && !last) {
                return Action.IDLE;
            }
            response.write(last, frame == null ? BufferUtil.EMPTY_BUFFER : frame, this);
            return Action.SCHEDULED;
        }

        @Override
        protected void onCompleted(@Nullable Throwable cause) {
            finish(cause);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}

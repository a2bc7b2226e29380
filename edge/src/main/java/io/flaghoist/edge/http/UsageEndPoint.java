package io.flaghoist.edge.http;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the SDK port. Once it has carried nothing but posts of metrics for a while, it is
 * waited for and read in the lane instead of by the thread that serves all connections: to find
 * thousands of posts that come at once, and to read their headers, is what the others would wait
 * for.
 */
final class UsageEndPoint extends SocketChannelEndPoint {
    /** An SDK that polls and posts over one connection in turns never gets there. */
    private static final int IN_A_ROW = 2;

    private final UsageLane lane;
    private volatile int posts; // in a row; written by whoever handles the one request
    private volatile LaneThread.@Nullable Watch watch;

    UsageEndPoint(
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler,
            UsageLane lane) {
        super(channel, selector, key, scheduler);
        this.lane = lane;
    }

    /** The connection of {@code request} has carried a post of metrics, or something else. */
    static void carried(Request request, boolean post) {
        EndPoint end = request.getConnectionMetaData().getConnection().getEndPoint();
        while (end instanceof EndPoint.Wrapper wrapper) { // TLS
            end = wrapper.unwrap();
        }
        if (end instanceof UsageEndPoint connection) {
            connection.carried(post);
        }
    }

    private void carried(boolean post) {
        int before = posts;
        int now = post ? Math.min(before + 1, IN_A_ROW) : 0;
        if (now != before) {
            posts = now;
        }
    }

    private boolean carriesPostsAlone() {
        return posts >= IN_A_ROW;
    }

    /** Called by one thread at a time: whoever wants to read it next. */
    @Override
    protected void needsFillInterest() {
        if (!carriesPostsAlone()) {
            super.needsFillInterest();
            return;
        }
        LaneThread.Watch mine = watch;
        if (mine == null) {
            mine = lane.thread().watch(this);
            watch = mine;
        }
        mine.arm();
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        super.onClose(cause);
        LaneThread.Watch mine = watch;
        if (mine != null) {
            mine.closed();
        }
    }

    /** Reads it on this thread, of the lane, if somebody waits for that; returns whether. */
    boolean readHere() {
        return carriesPostsAlone() && getFillInterest().fillable();
    }

    boolean isToBeReadHere() {
        return carriesPostsAlone() && isFillInterested();
    }
}

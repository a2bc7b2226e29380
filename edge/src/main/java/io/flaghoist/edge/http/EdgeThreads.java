package io.flaghoist.edge.http;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The threads that serve connections. A connection whose answer was written in the lane of metrics
 * goes on there: to wake another thread for each of thousands of answers costs more than what that
 * thread then does.
 */
final class EdgeThreads extends QueuedThreadPool {
    private static final int MIN = 8;

    EdgeThreads(int max) {
        super(max, Math.min(MIN, max));
        setName("edge-http");
    }

    @Override
    public void execute(Runnable job) {
        if (job instanceof Connection && UsageLane.isHere()) {
            job.run();
        } else {
            super.execute(job);
        }
    }
}

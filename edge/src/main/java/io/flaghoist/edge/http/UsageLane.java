package io.flaghoist.edge.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few threads that read, parse and answer posts of metrics, so that whoever asks for flags does
 * not wait behind them. Connections of which nothing but posts is expected are read here altogether
 * ({@link UsageEndPoint}): what has no turn yet waits in the kernel, and its sender with it. Of
 * other posts the headers are read already, which takes memory: so many wait and no more.
 * Thread-safe.
 */
public final class UsageLane extends AbstractLifeCycle implements Executor {
    private static final Logger log = LoggerFactory.getLogger(UsageLane.class);

    private final int size;
    private final int maxHeld;
    private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
    private final AtomicInteger held = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();

    /** With half of the processors, and room for held posts of about 10 MiB. */
    public static UsageLane forThisMachine() {
        return new UsageLane(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), 1_024);
    }

    /**
     * @param size threads
     * @param maxHeld posts that may wait here with their headers read
     */
    UsageLane(int size, int maxHeld) {
        this.size = size;
        this.maxHeld = maxHeld;
        for (int i = 1; i <= size; i++) {
            var thread = new LaneThread(this::work, "edge-metrics-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    private static final class LaneThread extends Thread {
        LaneThread(Runnable work, String name) {
            super(work, name);
        }
    }

    /** Whether the calling thread is one of a lane. */
    static boolean isHere() {
        return Thread.currentThread() instanceof LaneThread;
    }

    /** Runs what keeps no memory of its own while it waits. */
    @Override
    public void execute(Runnable job) {
        jobs.add(job);
    }

    /**
     * Runs what is left of a post whose headers are read. Returns false when too many wait: then
     * the caller does it, and so reads no further post meanwhile.
     */
    boolean hold(Runnable post) {
        if (held.incrementAndGet() > maxHeld) {
            held.decrementAndGet();
            return false;
        }
        jobs.add(() -> {
            held.decrementAndGet();
            post.run();
        });
        return true;
    }

    /** Threads. */
    public int size() {
        return size;
    }

    /** Connections, posts and answers that wait for a thread. */
    public long waiting() {
        return jobs.size();
    }

    private void work() {
        try {
            while (true) {
                run(jobs.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // stopped
        }
    }

    private static void run(Runnable job) {
        try {
            job.run();
        } catch (RuntimeException e) { // others wait for this thread
            log.error("A post of metrics failed unexpectedly: please report it.", e);
        }
    }

    @Override
    protected void doStart() {
        threads.forEach(Thread::start);
    }

    @Override
    protected void doStop() {
        threads.forEach(Thread::interrupt);
    }
}

package io.flaghoist.edge.http;

import io.flaghoist.service.Supervisor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * The few threads that read, parse and answer posts of metrics, so that whoever asks for flags does
 * not wait behind them. Connections of which nothing but posts is expected are waited for and read
 * here altogether ({@link UsageEndPoint}): what has no turn yet waits in the kernel, and its sender
 * with it. Of other posts the headers are read already, which takes memory: so many wait and no
 * more. Thread-safe.
 */
public final class UsageLane extends AbstractLifeCycle implements Executor {
    private final Supervisor supervisor;
    private final int size;
    private final int maxHeld;
    private final Queue<Runnable> jobs = new ConcurrentLinkedQueue<>();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger next = new AtomicInteger();
    private volatile List<LaneThread> threads = List.of();

    /** With so many threads, and room for held posts of about 10 MiB. */
    public static UsageLane of(Supervisor supervisor, int threads) {
        return new UsageLane(supervisor, threads, 1_024);
    }

    /**
     * @param supervisor whose loops the threads are
     * @param size threads
     * @param maxHeld posts that may wait here with their headers read
     */
    UsageLane(Supervisor supervisor, int size, int maxHeld) {
        this.supervisor = supervisor;
        this.size = size;
        this.maxHeld = maxHeld;
    }

    /** Whether the calling thread is one of a lane. */
    static boolean isHere() {
        return LaneThread.isHere();
    }

    /** The thread that is to wait for one more connection; only while the lane runs. */
    LaneThread thread() {
        List<LaneThread> all = threads;
        return all.get(Math.floorMod(next.getAndIncrement(), all.size()));
    }

    /** Runs what keeps no memory of its own while it waits. */
    @Override
    public void execute(Runnable job) {
        jobs.add(job);
        for (LaneThread thread : threads) {
            if (thread.wake()) {
                return;
            }
        }
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
        execute(() -> {
            held.decrementAndGet();
            post.run();
        });
        return true;
    }

    /** Threads. */
    public int size() {
        return size;
    }

    /** Posts whose headers are read, and batches of answers, that wait for a thread. */
    public long waiting() {
        return jobs.size();
    }

    /** Nanoseconds that all threads together have been busy. */
    public long busyNanos() {
        return threads.stream().mapToLong(LaneThread::busyNanos).sum();
    }

    @Override
    protected void doStart() throws IOException {
        var started = new ArrayList<LaneThread>();
        for (int i = 1; i <= size; i++) {
            started.add(new LaneThread(supervisor, i, jobs));
        }
        threads = List.copyOf(started);
        threads.forEach(LaneThread::start);
    }

    @Override
    protected void doStop() {
        threads.forEach(LaneThread::end);
    }
}

package io.flaghoist.edge.http;

import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of the {@link UsageLane}. It waits for its connections itself and reads them where it
 * sees that there is something: a post takes no other thread, no queue and, since a connection
 * stays listened to, no call of the kernel but its own read and write.
 */
final class LaneThread {
    private static final Logger log = LoggerFactory.getLogger(LaneThread.class);

    /** Then connections have a turn. */
    private static final int JOBS_AT_ONCE = 64;

    /** It comes round though nothing comes, which is how one sees that it lives. */
    private static final long LONGEST_WAIT_MILLIS = 1_000;

    private static final ThreadLocal<LaneThread> HERE = new ThreadLocal<>();

    private final SupervisedLoop loop;
    private final Queue<Runnable> jobs;
    private final Queue<Watch> listening = new ConcurrentLinkedQueue<>();
    private final Selector selector;
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final LongAdder busyNanos = new LongAdder();

    /**
     * @param number of this thread in its lane
     * @param jobs shared with the other threads of the lane
     * @throws IOException when the system has no more open files
     */
    LaneThread(Supervisor supervisor, int number, Queue<Runnable> jobs) throws IOException {
        this.loop =
                supervisor.loop(
                        LoopSpec.of("edge-metrics", "some posts of metrics are not read")
                                .ofInstance(Integer.toString(number))
                                .onPlatform(),
                        this::turn,
                        this::close);
        this.jobs = jobs;
        this.selector = Selector.open();
    }

    /** Whether the calling thread is one of a lane. */
    static boolean isHere() {
        return HERE.get() != null;
    }

    void start() {
        loop.start();
    }

    /** How {@code connection} is waited for here; nothing is waited for yet. */
    Watch watch(UsageEndPoint connection) {
        return new Watch(connection);
    }

    /** Wakes it if it sleeps; returns whether it did. Any thread. */
    boolean wake() {
        boolean slept = asleep.compareAndSet(true, false);
        if (slept) {
            selector.wakeup();
        }
        return slept;
    }

    /** Ends it soon; connections are closed by whoever opened them. */
    void end() {
        loop.finish();
        selector.wakeup();
    }

    /** Nanoseconds that it has not slept. */
    long busyNanos() {
        return busyNanos.sum();
    }

    private void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the selector of a thread of metrics stays open", e);
        }
    }

    private void turn() throws IOException {
        HERE.set(this);
        long began = System.nanoTime();
        for (Watch next = listening.poll(); next != null; next = listening.poll()) {
            next.listen();
        }
        for (int i = 0; i < JOBS_AT_ONCE; i++) {
            Runnable job = jobs.poll();
            if (job == null) {
                break;
            }
            run(job);
        }
        spent(began);
        lookAtConnections();
    }

    private void lookAtConnections() throws IOException {
        asleep.set(true); // before the look, or something could come between the two unheard
        if (jobs.isEmpty() && listening.isEmpty()) {
            selector.select(this::ready, LONGEST_WAIT_MILLIS);
        } else {
            selector.selectNow(this::ready);
        }
        asleep.set(false);
    }

    private void ready(SelectionKey key) {
        asleep.set(false);
        long began = System.nanoTime();
        if (key.attachment() instanceof Watch watch) {
            run(watch::ready);
        }
        spent(began);
    }

    private void spent(long began) {
        busyNanos.add(System.nanoTime() - began);
    }

    private static void run(Runnable job) {
        try {
            job.run();
        } catch (CancelledKeyException closed) {
            // by the other side, or by its time being up
        } catch (RuntimeException e) { // others wait for this thread
            log.error("A post of metrics failed unexpectedly: please report it.", e);
        }
    }

    /** A connection that this thread waits for, when it is to. */
    final class Watch {
        private final UsageEndPoint connection;
        private @Nullable SelectionKey key; // this thread's alone
        private volatile boolean listened;

        private Watch(UsageEndPoint connection) {
            this.connection = connection;
        }

        /** The connection is to be read when something comes. Any thread. */
        void arm() {
            if (listened) {
                return;
            }
            listened = true;
            if (HERE.get() == LaneThread.this) {
                listen();
            } else {
                listening.add(this);
                wake();
            }
        }

        /** The connection is closed: the system has it until the selector has looked again. */
        void closed() {
            wake();
        }

        private void listen() {
            try {
                if (key == null) {
                    key = connection.getChannel().register(selector, SelectionKey.OP_READ, this);
                } else {
                    key.interestOps(SelectionKey.OP_READ);
                }
            } catch (ClosedChannelException | CancelledKeyException closed) {
                // whoever closed it has told those who wait
            }
        }

        private void ready() {
            if (connection.readHere()) {
                return;
            }
            listened = false;
            if (key != null) {
                key.interestOps(0);
            }
            if (connection.isToBeReadHere()) { // since we looked
                arm();
            }
        }
    }
}

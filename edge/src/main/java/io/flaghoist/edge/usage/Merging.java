package io.flaghoist.edge.usage;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that owns the groups. Request threads hand posts over without a lock; under load they do
 * not even wake it: it comes by itself every few milliseconds.
 */
final class Merging implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Merging.class);
    private static final long NAP_NANOS = 5_000_000;
    private static final int AT_ONCE = 1_000;

    /** It comes round though nothing comes, which is how one sees that it lives. */
    private static final long LONGEST_REST_NANOS = 1_000_000_000L;

    private static final Duration FAREWELL = Duration.ofSeconds(30);

    private final Groups groups;
    private final PendingBytes backlog;
    private final Queue<Handed> handed = new ConcurrentLinkedQueue<>();
    private final SupervisedLoop loop;
    private volatile @Nullable Thread thread;
    private volatile boolean idle;
    private volatile boolean hurry;
    private volatile boolean closing;

    private record Handed(EnvironmentId environment, ParsedPost post, Receipt receipt) {}

    Merging(Supervisor supervisor, Groups groups, PendingBytes backlog) {
        this.groups = groups;
        this.backlog = backlog;
        this.loop =
                supervisor.loop(
                        LoopSpec.of(
                                        "edge-usage",
                                        "posts of metrics wait for their answer, and are refused when too many do")
                                .onPlatform(),
                        this::turn,
                        groups::closeAll);
    }

    void start() {
        loop.start();
    }

    /** Takes a post that {@link PendingBytes} has admitted. Never blocks. */
    void hand(EnvironmentId environment, ParsedPost post, Receipt receipt) {
        handed.add(new Handed(environment, post, receipt));
        if (idle) {
            wake();
        }
    }

    private void wake() {
        Thread sleeping = thread;
        if (sleeping != null) {
            LockSupport.unpark(sleeping);
        }
    }

    /** From now on groups are closed as soon as something is in them. */
    void hurry() {
        hurry = true;
        wake();
    }

    private void turn() {
        thread = Thread.currentThread();
        if (closing && handed.isEmpty()) {
            loop.finish();
            return;
        }
        mergeSome();
        if (hurry) {
            groups.closeAll();
        }
        rest(groups.closeDue(System.nanoTime()));
    }

    /** Not all: groups have to be closed in time however much comes. */
    private void mergeSome() {
        for (int i = 0; i < AT_ONCE; i++) {
            Handed next = handed.poll();
            if (next == null) {
                return;
            }
            try {
                groups.merge(next.environment(), next.post(), next.receipt(), System.nanoTime());
            } catch (RuntimeException e) {
                next.receipt().settle(false);
                log.error(
                        "A post of metrics of environment {} could not be merged and was answered with 500."
                                + " This is a defect: please report it.",
                        next.environment(),
                        e);
            } finally {
                backlog.shrink(next.post().weight());
            }
        }
    }

    private void rest(long untilDue) {
        if (!handed.isEmpty()) {
            return;
        }
        if (!groups.isEmpty()) {
            LockSupport.parkNanos(Math.min(NAP_NANOS, untilDue));
            return;
        }
        idle = true; // before the look, or a post could come between the two unheard
        if (handed.isEmpty() && !closing) {
            LockSupport.parkNanos(this, LONGEST_REST_NANOS);
        }
        idle = false;
    }

    /** Merges what was handed over, closes all groups, ends the thread. */
    @Override
    public void close() {
        closing = true;
        wake();
        loop.awaitEnd(FAREWELL);
        loop.interrupt();
    }
}

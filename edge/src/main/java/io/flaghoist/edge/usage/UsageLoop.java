package io.flaghoist.edge.usage;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns groups, producer and spool. Other threads hand it tasks: the merging of
 * a post, the outcome of a send. {@link PendingBytes} limits the memory of the posts in its queue.
 */
final class UsageLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UsageLoop.class);

    /** After this many tasks groups that are due are closed, however many posts wait. */
    private static final int TASKS_PER_TURN = 1_000;

    private static final long MAX_WAIT_NANOS = 1_000_000_000L; // within the deadline of the loop
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final BlockingQueue<Runnable> tasks;
    private final Groups groups;
    private final Delivery delivery;
    private final SpoolDrain drain;
    private final MetricsTopic topic;
    private final PendingBytes pending;
    private final SupervisedLoop loop;
    private volatile boolean hurried;
    private long waitNanos;

    /**
     * @param tasks for this thread
     * @param topic closed by this
     */
    UsageLoop(
            Supervisor supervisor,
            BlockingQueue<Runnable> tasks,
            Groups groups,
            Delivery delivery,
            SpoolDrain drain,
            MetricsTopic topic,
            PendingBytes pending) {
        this.tasks = tasks;
        this.groups = groups;
        this.delivery = delivery;
        this.drain = drain;
        this.topic = topic;
        this.pending = pending;
        this.loop =
                supervisor.loop(
                        LoopSpec.of(
                                        "edge-usage",
                                        "posts of metrics wait for their answer, and are refused when too many do")
                                .onPlatform(),
                        this::turn,
                        this::finish);
    }

    void start() {
        loop.start();
    }

    /** Takes a post that {@link PendingBytes} has admitted. Any thread. */
    void add(EnvironmentId environment, ParsedPost post, Receipt receipt) {
        tasks.add(() -> merge(environment, post, receipt));
    }

    /** From now on groups are closed as soon as they hold something. Any thread. */
    void hurry() {
        hurried = true;
        tasks.add(() -> {}); // wakes it
    }

    private void turn() throws InterruptedException {
        Runnable task = tasks.poll(waitNanos, TimeUnit.NANOSECONDS);
        for (int i = 1; task != null; i++) {
            task.run();
            task = i < TASKS_PER_TURN ? tasks.poll() : null;
        }
        if (hurried) {
            groups.closeAll();
        }
        long untilDue = groups.closeDue();
        delivery.flush();
        waitNanos = Math.min(MAX_WAIT_NANOS, Math.min(untilDue, drain.step()));
    }

    private void merge(EnvironmentId environment, ParsedPost post, Receipt receipt) {
        boolean merged = false;
        try {
            groups.merge(environment, post, receipt);
            merged = true;
        } catch (RuntimeException e) {
            log.error(
                    "A post of metrics of environment {} could not be merged and was answered with 500."
                            + " This is a defect: please report it.",
                    environment,
                    e);
        } finally {
            pending.shrink(post.weight());
            receipt.settle(merged);
        }
    }

    private void finish() {
        runAll();
        groups.closeAll();
        topic.close(); // now everything that was sent is confirmed, or has failed
        runAll();
        groups.closeAll();
        delivery.flush();
        runAll();
    }

    private void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Makes durable what was taken before, in Kafka or on disk, and ends the thread. */
    @Override
    public void close() {
        tasks.add(loop::finish);
        loop.awaitEnd(CLOSE_TIMEOUT);
        loop.interrupt();
    }
}

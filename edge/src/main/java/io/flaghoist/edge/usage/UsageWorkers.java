package io.flaghoist.edge.usage;

import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that parse posts of metrics and write their answers, so that requests for flags do
 * not wait for them. The queue is unbounded; callers limit the memory of what they submit.
 * Thread-safe.
 */
public final class UsageWorkers implements Executor, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UsageWorkers.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final List<SupervisedLoop> loops;

    public UsageWorkers(Supervisor supervisor, int threads) {
        loops =
                IntStream.rangeClosed(1, threads)
                        .mapToObj(number ->
                                supervisor.loop(
                                        LoopSpec.of("edge-metrics", "posts of metrics wait")
                                                .ofInstance(Integer.toString(number))
                                                .onPlatform(),
                                        this::runNext,
                                        this::runAll))
                        .toList();
    }

    /**
     * Half the number of processors, and at least one: the others are left to requests for flags.
     */
    public static int defaultThreads() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    public void start() {
        loops.forEach(SupervisedLoop::start);
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Number of threads. */
    public int threads() {
        return loops.size();
    }

    /** Number of tasks in the queue. */
    public int waiting() {
        return tasks.size();
    }

    private void runNext() throws InterruptedException {
        Runnable task = tasks.poll(1, TimeUnit.SECONDS); // within the deadline of the loop
        if (task != null) {
            run(task);
        }
    }

    private void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            run(task);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) { // the other tasks must be run
            log.error("A post of metrics failed unexpectedly: please report it.", e);
        }
    }

    /** Runs what is in the queue, and ends the threads. */
    @Override
    public void close() {
        loops.forEach(SupervisedLoop::finish);
        loops.forEach(_ -> tasks.add(() -> {})); // wakes those that wait
        loops.forEach(loop -> loop.awaitEnd(CLOSE_TIMEOUT));
    }
}

package io.flaghoist.service;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates all threads and timers of a service, so that health and metrics report any that ends or
 * hangs. Thread-safe.
 */
public final class Supervisor {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    private final Set<SupervisedLoop> loops = ConcurrentHashMap.newKeySet();
    private final Counter failures;
    private final Clock clock;
    private final LongSupplier nanoTime;

    /** Registers its metrics; starts nothing. */
    public Supervisor(PrometheusRegistry registry, Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.failures =
                Counter.builder()
                        .name("flaghoist_loop_failures_total")
                        .help("Turns of a loop and background tasks that ended with an exception.")
                        .labelNames("loop")
                        .register(registry);
        GaugeWithCallback.builder()
                .name("flaghoist_loops_failing")
                .help("Loops that currently fail or are stuck; health lists them.")
                .callback(gauge -> gauge.call(problems().size()))
                .register(registry);
    }

    /** A supervisor of a process that has neither health nor metrics, such as a command. */
    public static Supervisor unobserved() {
        return new Supervisor(new PrometheusRegistry(), Clock.systemUTC(), System::nanoTime);
    }

    /** A loop without a pause between turns. Not started yet. */
    public SupervisedLoop loop(LoopSpec spec, SupervisedLoop.Turn turn) {
        return loop(spec, turn, () -> {});
    }

    /**
     * As {@link #loop(LoopSpec, SupervisedLoop.Turn)}.
     *
     * @param atEnd runs on the loop's thread when it ends, to close what its turns use
     */
    public SupervisedLoop loop(LoopSpec spec, SupervisedLoop.Turn turn, Runnable atEnd) {
        return add(spec, Duration.ZERO, turn, atEnd);
    }

    /** A loop that rests for {@code pause} after each turn. Not started yet. */
    public SupervisedLoop every(Duration pause, LoopSpec spec, SupervisedLoop.Turn turn) {
        return add(spec, pause, turn, () -> {});
    }

    private SupervisedLoop add(
            LoopSpec spec, Duration pause, SupervisedLoop.Turn turn, Runnable atEnd) {
        var count = failures.labelValues(spec.name());
        // Loops come and go with environments.
        loops.removeIf(loop -> loop.hasEnded() && loop.isFinished());
        var loop = new SupervisedLoop(spec, pause, turn, atEnd, () -> count.inc(), clock, nanoTime);
        loops.add(loop);
        return loop;
    }

    /**
     * Runs short tasks that may block, each on a virtual thread of its own. What a task throws is
     * logged and counted; a task that hands its result to a future keeps its exceptions there.
     *
     * @param name of this kind of task, for metrics and logs
     * @param meaning what did not happen when a task failed
     */
    public ExecutorService tasks(String name, String meaning) {
        var count = failures.labelValues(name);
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual()
                        .name(name + "-", 0)
                        .uncaughtExceptionHandler((_, e) -> {
                            count.inc();
                            LOG.error("{} failed: {}.", name, meaning, e);
                        })
                        .factory());
    }

    /** The loops that fail or are stuck, oldest problem first. */
    public List<Problem> problems() {
        return loops.stream()
                .flatMap(loop -> loop.problem().stream())
                .sorted(Comparator.comparing(Problem::since))
                .toList();
    }
}

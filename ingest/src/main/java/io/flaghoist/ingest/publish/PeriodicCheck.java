package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.OneProblem;
import io.flaghoist.service.Problem;
import io.flaghoist.service.SupervisedLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Checks topics every minute, and again after seconds while something is wrong. */
final class PeriodicCheck implements AutoCloseable {
    private static final Duration BETWEEN_CHECKS = Duration.ofMinutes(1);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

    /** Returns what is wrong, in words; empty when nothing is. */
    interface Check {
        Optional<String> run() throws InterruptedException;
    }

    private final OneProblem problem;
    private final Check check;
    private final LongSupplier nanoTime;
    private final SupervisedLoop loop;
    private volatile boolean hasRun;
    private long nextCheck;

    /** Checks nothing yet. */
    PeriodicCheck(LoopSpec spec, OneProblem problem, Check check, KafkaDependencies kafka) {
        this.problem = problem;
        this.check = check;
        this.nanoTime = kafka.nanoTime();
        this.nextCheck = nanoTime.getAsLong();
        this.loop = kafka.supervisor().every(BETWEEN_TRIES, spec, this::runIfDue);
    }

    void start() {
        loop.start();
    }

    /** Checks if the last check is a minute ago, or if it found something. */
    void runIfDue() throws InterruptedException {
        if (nextCheck - nanoTime.getAsLong() > 0) {
            return;
        }
        Optional<String> found = check.run();
        hasRun = true;
        found.ifPresentOrElse(problem::raise, problem::clear);
        if (found.isEmpty()) {
            nextCheck = nanoTime.getAsLong() + BETWEEN_CHECKS.toNanos();
        }
    }

    boolean hasRun() {
        return hasRun;
    }

    /** What the last check found. */
    Optional<Problem> problem() {
        return problem.current();
    }

    @Override
    public void close() {
        loop.close();
    }
}

package io.flaghoist.benchmarks;

import io.flaghoist.benchmarks.report.Report;

/** Measures the answer to one question. */
@FunctionalInterface
public interface Program {
    /**
     * Measures and adds figures; ends what it started.
     *
     * @throws Exception when something that it needs does not work
     */
    void run(Setting setting, Report report) throws Exception;
}

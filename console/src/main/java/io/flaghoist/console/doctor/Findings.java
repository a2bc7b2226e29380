package io.flaghoist.console.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects the checks of one section in their order. Written by one thread; any other may look at
 * what there is so far.
 */
final class Findings {
    static final String REPORT = "Examine again; if it stays, report it with this line.";

    private final List<Check> checks = new ArrayList<>();

    synchronized void ok(String name, String subject, String finding) {
        checks.add(new Check(name, subject, Outcome.OK, finding, ""));
    }

    synchronized void warning(String name, String subject, String finding, String advice) {
        checks.add(new Check(name, subject, Outcome.WARNING, finding, advice));
    }

    synchronized void wrong(String name, String subject, String finding, String advice) {
        checks.add(new Check(name, subject, Outcome.WRONG, finding, advice));
    }

    synchronized void skipped(String name, String subject, String reason) {
        checks.add(new Check(name, subject, Outcome.SKIPPED, reason, ""));
    }

    synchronized void skipped(String name, String subject, String reason, String advice) {
        checks.add(new Check(name, subject, Outcome.SKIPPED, reason, advice));
    }

    synchronized void addAll(List<Check> others) {
        checks.addAll(others);
    }

    /** Whether nothing of this kind of check was found to be amiss so far. */
    synchronized boolean isClean(String name) {
        return checks.stream().noneMatch(check -> check.name().equals(name));
    }

    synchronized List<Check> checks() {
        return List.copyOf(checks);
    }

    /**
     * Does {@code step}, and goes on when it fails in a way that nobody foresaw. Class and place
     * are told alone: the message may say anything, secrets too.
     */
    void attempt(String name, String subject, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            wrong(name, subject, "The check itself failed: " + place(e) + ".", REPORT);
        }
    }

    /** Class and place of a failure. */
    static String place(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return failure.getClass().getSimpleName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}

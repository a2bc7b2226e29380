package io.flaghoist.console.doctor;

import java.util.ArrayList;
import java.util.List;

/** Collects the checks of one section in their order. For one thread at a time. */
final class Findings {
    private final List<Check> checks = new ArrayList<>();

    void ok(String name, String subject, String finding) {
        checks.add(new Check(name, subject, Outcome.OK, finding, ""));
    }

    void warning(String name, String subject, String finding, String advice) {
        checks.add(new Check(name, subject, Outcome.WARNING, finding, advice));
    }

    void wrong(String name, String subject, String finding, String advice) {
        checks.add(new Check(name, subject, Outcome.WRONG, finding, advice));
    }

    void skipped(String name, String subject, String reason) {
        checks.add(new Check(name, subject, Outcome.SKIPPED, reason, ""));
    }

    void skipped(String name, String subject, String reason, String advice) {
        checks.add(new Check(name, subject, Outcome.SKIPPED, reason, advice));
    }

    void addAll(List<Check> others) {
        checks.addAll(others);
    }

    /** Whether nothing of this kind of check was found to be amiss so far. */
    boolean isClean(String name) {
        return checks.stream().noneMatch(check -> check.name().equals(name));
    }

    List<Check> checks() {
        return List.copyOf(checks);
    }
}

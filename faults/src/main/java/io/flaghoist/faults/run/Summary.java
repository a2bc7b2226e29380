package io.flaghoist.faults.run;

import io.flaghoist.faults.check.Findings;
import io.flaghoist.faults.check.Lie;
import io.flaghoist.faults.check.LieGroup;
import io.flaghoist.faults.check.Recovery;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a run comes to. */
final class Summary {
    /** More are only counted. */
    private static final int GROUPS_TOLD = 20;

    private static final int LIES_TOLD = 3;

    private final Findings findings;
    private final List<FaultReport> reports;
    private final PrintStream out;

    Summary(Findings findings, List<FaultReport> reports, PrintStream out) {
        this.findings = findings;
        this.reports = List.copyOf(reports);
        this.out = out;
    }

    /** Prints it, and returns whether all was honest. */
    boolean print(long changes) {
        Findings.Counts counts = findings.counts();
        lies();
        long late = reports.stream().filter(FaultReport::isLate).count();
        long failed = reports.stream().filter(it -> it.run().failure().isPresent()).count();
        out.printf(
                "%n%,d changes in SaaS; %,d answers with %,d documents: %,d lies, %,d without an age, %,d stale, %,d named as"
                        + " exceptions%n",
                changes,
                counts.answers(),
                counts.documents(),
                counts.lies(),
                counts.untold(),
                counts.stale(),
                counts.named());
        out.printf(
                "the oldest honest document was %s old; requests without documents: %s%n",
                Texts.of(counts.furthestBehind()),
                counts.refused().isEmpty() ? "none" : new TreeMap<>(counts.refused()));
        out.printf(
                "%d faults: fresh again after %s at most; %d not before the next fault, %d late, %d could not be made%n",
                reports.size(),
                slowest().map(Texts::of).orElse("(none was)"),
                reports.stream().filter(FaultReport::isOvertaken).count(),
                late,
                failed);
        boolean honest =
                counts.lies() == 0
                        && counts.untold() == 0
                        && counts.documents() > 0
                        && late == 0
                        && failed == 0;
        out.println(honest ? "HONEST" : "NOT HONEST");
        return honest;
    }

    private Optional<Duration> slowest() {
        return reports.stream()
                .map(FaultReport::freshAfter)
                .flatMap(Optional::stream)
                .max(Duration::compareTo);
    }

    private void lies() {
        List<LieGroup> groups = LieGroup.of(findings.lies());
        groups.stream().limit(GROUPS_TOLD).forEach(this::lies);
        if (groups.size() > GROUPS_TOLD) {
            out.printf("and at %,d more times%n", groups.size() - GROUPS_TOLD);
        }
    }

    private void lies(LieGroup group) {
        out.printf(
                "LIES  +%.1f s to +%.1f s, %s: %,d documents (%s)%n",
                Texts.seconds(group.from()),
                Texts.seconds(group.until()),
                group.subject(),
                group.lies().size(),
                faultsDuring(group));
        group.lies().stream().limit(LIES_TOLD).forEach(lie -> out.println("      " + line(lie)));
    }

    /** Faults that went on then or had ended shortly before. */
    private String faultsDuring(LieGroup group) {
        String faults =
                reports.stream()
                        .filter(report ->
                                report.disturbance().begun().compareTo(group.until()) <= 0)
                        .filter(report ->
                                report.disturbance()
                                                .ended()
                                                .plus(Recovery.WITHIN)
                                                .compareTo(group.from())
                                        >= 0)
                        .map(report -> Integer.toString(report.run().fault().number()))
                        .collect(Collectors.joining(", "));
        return faults.isEmpty() ? "no fault" : "at or after faults " + faults;
    }

    private static String line(Lie lie) {
        return "+%.1f s, %d times: %s %s with age %d s; SaaS %s%s"
                .formatted(
                        Texts.seconds(lie.firstAnswered()),
                        lie.times(),
                        lie.key().text(),
                        lie.content().isAbsent() ? "was missing" : "was served",
                        lie.age().toSeconds(),
                        lie.behind()
                                .map(behind ->
                                        "held that last %s before it was asked for"
                                                .formatted(Texts.of(behind)))
                                .orElse("never held that before"),
                        lie.content().isAbsent() ? "" : ". Served: " + lie.content().json());
    }
}

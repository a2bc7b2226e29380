package io.flaghoist.faults.run;

import io.flaghoist.faults.check.Findings;
import io.flaghoist.faults.check.Lie;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What a run comes to. */
final class Summary {
    /** More lies are only counted. */
    private static final int LIES_TOLD = 20;

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
                        + " exceptions, %,d of a stranger's within the time to repair them%n",
                changes,
                counts.answers(),
                counts.documents(),
                counts.lies(),
                counts.untold(),
                counts.stale(),
                counts.named(),
                counts.foreign());
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
        List<Lie> lies = findings.lies();
        lies.stream().limit(LIES_TOLD).forEach(lie -> out.println(line(lie)));
        if (lies.size() > LIES_TOLD) {
            out.printf("and %,d more%n", lies.size() - LIES_TOLD);
        }
    }

    private static String line(Lie lie) {
        return "LIE  +%.1f s to +%.1f s, %d times, %s: %s %s with age %d s; SaaS %s. Served: %s"
                .formatted(
                        Texts.seconds(lie.firstAnswered()),
                        Texts.seconds(lie.lastAnswered()),
                        lie.times(),
                        lie.subject(),
                        lie.key().text(),
                        lie.content().isAbsent() ? "was missing" : "was served",
                        lie.age().toSeconds(),
                        lie.behind()
                                .map(behind ->
                                        "held that last %s before it was asked for"
                                                .formatted(Texts.of(behind)))
                                .orElse("never held that before"),
                        lie.content().isAbsent() ? "nothing" : lie.content().json());
    }
}

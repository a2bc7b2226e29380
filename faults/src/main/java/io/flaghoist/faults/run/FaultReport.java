package io.flaghoist.faults.run;

import io.flaghoist.faults.check.Disturbance;
import io.flaghoist.faults.check.Findings;
import io.flaghoist.faults.check.Recovery;
import io.flaghoist.faults.check.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What was seen of one fault.
 *
 * @param recoveries by subject
 * @param worst the greatest age that was told from its beginning until all was fresh again
 * @param unproven whether an age was not proven, or not told, in that time
 */
record FaultReport(
        FaultRun run,
        Disturbance disturbance,
        Map<Sighting.Subject, Recovery> recoveries,
        Optional<Duration> worst,
        boolean unproven) {

    /** What can be said now. */
    static FaultReport of(
            FaultRun run,
            Disturbance disturbance,
            Collection<Disturbance> all,
            Findings findings,
            Duration now) {
        var recoveries = new TreeMap<Sighting.Subject, Recovery>();
        var ages = new ArrayList<Optional<Duration>>();
        for (Sighting.Subject subject : run.subjects()) {
            List<Sighting> sightings = findings.sightings(subject);
            List<Disturbance> others =
                    all.stream().filter(other -> other.subjects().contains(subject)).toList();
            Recovery recovery = Recovery.of(disturbance, others, sightings, now);
            recoveries.put(subject, recovery);
            Duration until = until(disturbance, recovery);
            sightings.stream()
                    .filter(it -> isWithin(it.answered(), disturbance.begun(), until))
                    .map(Sighting::age)
                    .forEach(ages::add);
        }
        return new FaultReport(
                run,
                disturbance,
                recoveries,
                ages.stream().flatMap(Optional::stream).max(Duration::compareTo),
                ages.stream().anyMatch(Optional::isEmpty));
    }

    private static boolean isWithin(Duration at, Duration from, Duration until) {
        return at.compareTo(from) >= 0 && at.compareTo(until) <= 0;
    }

    private static Duration until(Disturbance disturbance, Recovery recovery) {
        return switch (recovery) {
            case Recovery.Recovered(var after) -> disturbance.ended().plus(after);
            case Recovery.Overtaken _, Recovery.Pending _, Recovery.Late _ ->
                    disturbance.ended().plus(Recovery.WITHIN);
        };
    }

    /** Whether nothing is to come any more. */
    boolean isDecided() {
        return run.hasEnded()
                && recoveries.values().stream().noneMatch(Recovery.Pending.class::isInstance);
    }

    boolean isLate() {
        return recoveries.values().stream().anyMatch(Recovery.Late.class::isInstance);
    }

    boolean isOvertaken() {
        return recoveries.values().stream().anyMatch(Recovery.Overtaken.class::isInstance);
    }

    /** How long after its end everything was fresh again that had the time. */
    Optional<Duration> freshAfter() {
        return recoveries.values().stream()
                .flatMap(recovery ->
                        recovery instanceof Recovery.Recovered(var after)
                                ? Stream.of(after)
                                : Stream.<Duration>empty())
                .max(Duration::compareTo);
    }

    /** One line for people. */
    String line() {
        var line = new StringBuilder();
        line.append(
                "%3d  +%5.1f s  %4.1f s  %s: "
                        .formatted(
                                run.fault().number(),
                                Texts.seconds(disturbance.begun()),
                                Texts.seconds(disturbance.ended().minus(disturbance.begun())),
                                run.words()));
        line.append(worst.map(age -> "worst age " + age.toSeconds() + " s").orElse("no age"));
        if (unproven) {
            line.append(", at times none");
        }
        freshAfter().ifPresent(after -> line.append(", fresh after " + Texts.of(after)));
        recoveries.forEach((subject, recovery) -> line.append(exception(subject, recovery)));
        run.failure().ifPresent(failure -> line.append(", FAILED to happen: " + failure));
        return line.toString();
    }

    private static String exception(Sighting.Subject subject, Recovery recovery) {
        return switch (recovery) {
            case Recovery.Recovered _, Recovery.Pending _ -> "";
            case Recovery.Overtaken(var by) -> "; %s: not before fault %d".formatted(subject, by);
            case Recovery.Late(var after) ->
                    "; LATE %s: %s"
                            .formatted(
                                    subject,
                                    after.map(it -> "fresh after " + Texts.of(it))
                                            .orElse("not fresh again"));
        };
    }
}

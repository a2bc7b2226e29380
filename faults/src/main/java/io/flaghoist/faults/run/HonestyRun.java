package io.flaghoist.faults.run;

import io.flaghoist.faults.check.Disturbance;
import io.flaghoist.faults.check.Findings;
import io.flaghoist.faults.check.Recovery;
import io.flaghoist.faults.check.Sighting;
import io.flaghoist.faults.check.Truth;
import io.flaghoist.faults.load.Changes;
import io.flaghoist.faults.plan.FaultKind;
import io.flaghoist.faults.plan.FaultPlan;
import io.flaghoist.faults.plan.PlannedFault;
import io.flaghoist.faults.relay.Breaker;
import io.flaghoist.faults.relay.Node;
import io.flaghoist.faults.relay.Relay;
import io.flaghoist.faults.relay.RelayEnvironment;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Breaks a relay every 20 seconds, and compares every second what SaaS held with what each edge
 * serves and says.
 */
public final class HonestyRun {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration TICK = Duration.ofMillis(500);

    private final HonestySettings settings;
    private final PrintStream out;
    private final Supplier<Duration> clock;
    private final Findings findings = new Findings();
    private final Parts parts = new Parts();
    private final List<FaultReport> reports = new ArrayList<>();

    public HonestyRun(HonestySettings settings, PrintStream out) {
        long began = System.nanoTime();
        this.settings = settings;
        this.out = out;
        this.clock = () -> Duration.ofNanos(System.nanoTime() - began);
    }

    /** Returns whether everything that was served and said was honest. */
    public boolean run() throws IOException, InterruptedException {
        List<PlannedFault> plan = FaultPlan.of(settings.seed(), settings.length());
        out.printf(
                "seed %d, %d s, %d faults; the same again: --seed %d%n",
                settings.seed(), settings.length().toSeconds(), plan.size(), settings.seed());
        try (Relay relay = Relay.prepare(settings.folder());
                var watchers = new Watchers()) {
            Map<RelayEnvironment, Truth> truths = new LinkedHashMap<>();
            Map<RelayEnvironment, Changes> changes = new LinkedHashMap<>();
            for (RelayEnvironment environment : relay.environments()) {
                var truth = new Truth(clock);
                truths.put(environment, truth);
                changes.put(environment, changes(relay, environment, truth));
            }
            relay.start();
            watchers.watch(relay, truths, findings, clock, settings.seed());
            changes.forEach(watchers::change);
            if (becomesFresh(relay, watchers)) {
                out.printf(
                        "all is fresh +%.1f s after the start, which was at %s%n",
                        Texts.seconds(clock.get()), Instant.now().minus(clock.get()));
                breakAsPlanned(plan, relay, watchers);
            } else {
                out.printf(
                        "NOT FRESH: no age of %s or less within %s%n",
                        Texts.of(Recovery.FRESH), Texts.of(START));
            }
            boolean honest = new Summary(findings, reports, out).print(changed(truths));
            watchers.check();
            return honest && noneHasDied(relay) && reports.size() == plan.size();
        }
    }

    private Changes changes(Relay relay, RelayEnvironment environment, Truth truth) {
        var changes =
                new Changes(
                        relay.saas().environment(environment.id()),
                        truth,
                        settings.seed() + environment.name().hashCode());
        changes.begin();
        return changes;
    }

    private static long changed(Map<RelayEnvironment, Truth> truths) {
        return truths.values().stream().mapToLong(Truth::changes).sum();
    }

    /** Before anything is broken, all is as fresh as it must be again after each fault. */
    private boolean becomesFresh(Relay relay, Watchers watchers) throws InterruptedException {
        Duration limit = clock.get().plus(START);
        while (!isFresh(relay)) {
            watchers.check();
            if (clock.get().compareTo(limit) > 0) {
                return false;
            }
            Thread.sleep(TICK);
        }
        return true;
    }

    private boolean isFresh(Relay relay) {
        return subjects(relay).stream()
                .map(findings::sightings)
                .allMatch(seen ->
                        !seen.isEmpty()
                                && seen.getLast()
                                        .age()
                                        .filter(age -> age.compareTo(Recovery.FRESH) <= 0)
                                        .isPresent());
    }

    private static Set<Sighting.Subject> subjects(Relay relay) {
        var subjects = new HashSet<Sighting.Subject>();
        for (Node edge : relay.edges()) {
            for (RelayEnvironment environment : relay.environments()) {
                subjects.add(new Sighting.Subject(edge.name(), environment.name()));
            }
        }
        return subjects;
    }

    private void breakAsPlanned(List<PlannedFault> plan, Relay relay, Watchers watchers)
            throws InterruptedException {
        var breaker = new Breaker(relay);
        List<FaultRun> runs = plan.stream().map(fault -> prepared(fault, breaker, relay)).toList();
        Duration began = clock.get();
        var threads = new ArrayList<Thread>();
        for (FaultRun run : runs) {
            threads.add(
                    Thread.ofVirtual()
                            .name("fault-" + run.fault().number())
                            .start(() -> happen(run, began)));
        }
        try {
            reportUntilDecided(runs, watchers);
        } finally {
            threads.forEach(Thread::interrupt);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private FaultRun prepared(PlannedFault fault, Breaker breaker, Relay relay) {
        var disturbed = new HashSet<Sighting.Subject>();
        for (Node edge : relay.edges()) {
            for (RelayEnvironment environment : relay.environments()) {
                if (breaker.disturbs(fault, edge, environment)) {
                    disturbed.add(new Sighting.Subject(edge.name(), environment.name()));
                }
            }
        }
        return new FaultRun(fault, breaker, disturbed, clock);
    }

    private void happen(FaultRun run, Duration began) {
        try {
            Duration wait = began.plus(run.fault().begins()).minus(clock.get());
            if (wait.isPositive()) {
                Thread.sleep(wait);
            }
            Set<FaultKind.Part> needed = run.fault().kind().parts();
            parts.take(needed);
            try {
                run.happen();
            } finally {
                parts.free(needed);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reportUntilDecided(List<FaultRun> runs, Watchers watchers)
            throws InterruptedException {
        var waiting = new TreeMap<Integer, FaultRun>();
        runs.forEach(run -> waiting.put(run.fault().number(), run));
        while (!waiting.isEmpty()) {
            Thread.sleep(TICK);
            watchers.check();
            List<Disturbance> all =
                    runs.stream().map(FaultRun::disturbance).flatMap(Optional::stream).toList();
            waiting.values().removeIf(run -> isReported(run, all));
        }
    }

    private boolean isReported(FaultRun run, List<Disturbance> all) {
        Optional<FaultReport> report =
                run.disturbance()
                        .map(it -> FaultReport.of(run, it, all, findings, clock.get()))
                        .filter(FaultReport::isDecided);
        report.ifPresent(it -> {
            reports.add(it);
            out.println(it.line());
        });
        return report.isPresent();
    }

    private boolean noneHasDied(Relay relay) {
        List<Node> died = relay.died();
        died.forEach(node -> out.println("DIED: " + node + " has ended by itself"));
        return died.isEmpty();
    }
}

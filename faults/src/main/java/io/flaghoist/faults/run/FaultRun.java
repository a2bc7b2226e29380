package io.flaghoist.faults.run;

import io.flaghoist.faults.check.Disturbance;
import io.flaghoist.faults.check.Sighting;
import io.flaghoist.faults.plan.PlannedFault;
import io.flaghoist.faults.relay.Breaker;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One planned fault while it happens. Thread-safe. */
final class FaultRun {
    private static final Duration UNKNOWN_END = Duration.ofDays(365);

    /** How long what was mended goes on beside what replaced it. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(4);

    private final PlannedFault fault;
    private final Breaker breaker;
    private final Set<Sighting.Subject> subjects;
    private final Supplier<Duration> clock;
    private @Nullable Duration begun;
    private @Nullable Duration ended;
    private String words;
    private @Nullable RuntimeException failure;

    FaultRun(
            PlannedFault fault,
            Breaker breaker,
            Set<Sighting.Subject> subjects,
            Supplier<Duration> clock) {
        this.fault = fault;
        this.breaker = breaker;
        this.subjects = Set.copyOf(subjects);
        this.clock = clock;
        this.words = fault.kind().words();
    }

    /** Begins it, lets it last, ends it. Whatever of the relay it needs must be free. */
    void happen() throws InterruptedException {
        mark(true);
        try {
            Breaker.Broken broken = breaker.begin(fault);
            say(broken.words());
            if (!fault.kind().isInstant()) {
                Thread.sleep(fault.lasts());
            }
            try {
                broken.mend().run();
            } finally {
                mark(false);
            }
            Thread.sleep(AFTERWARDS);
            broken.tidyUp().run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private synchronized void mark(boolean begins) {
        if (begins) {
            begun = clock.get();
        } else {
            ended = clock.get();
        }
    }

    private synchronized void say(String more) {
        if (!more.isEmpty()) {
            words = words + ": " + more;
        }
    }

    private synchronized void fail(RuntimeException e) {
        failure = e;
        if (ended == null) {
            ended = clock.get();
        }
    }

    PlannedFault fault() {
        return fault;
    }

    Set<Sighting.Subject> subjects() {
        return subjects;
    }

    /** For people. */
    synchronized String words() {
        return words;
    }

    /** Why it could not be made to happen, or to end. */
    synchronized Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    synchronized boolean hasEnded() {
        return ended != null;
    }

    /** As it happened so far; empty before it began. */
    synchronized Optional<Disturbance> disturbance() {
        return Optional.ofNullable(begun)
                .map(from ->
                        new Disturbance(
                                fault.number(),
                                from,
                                ended == null ? UNKNOWN_END : ended,
                                subjects));
    }
}

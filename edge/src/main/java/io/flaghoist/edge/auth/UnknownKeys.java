package io.flaghoist.edge.auth;

import io.dropwizard.lifecycle.Managed;
import io.flaghoist.edge.UnknownKeySettings;
import io.flaghoist.follower.ImageListener;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import io.flaghoist.service.metrics.Meters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests with unknown SDK keys that wait until the key is applied here, is known not to exist,
 * contact with the log is in doubt, or the wait expires. They use no thread, their number is
 * limited, and they never cause requests to other systems. Thread-safe.
 */
public final class UnknownKeys implements ImageListener, Managed {
    private static final Logger LOG = LoggerFactory.getLogger(UnknownKeys.class);

    /** Minimum interval between evaluations. */
    private static final Duration PAUSE = Duration.ofMillis(5);

    private static final long LOOK_MILLIS = 100;
    private static final long LONGEST_REST_MILLIS = 1_000;
    private static final long TELL_NANOS = Duration.ofMinutes(1).toNanos();

    private final UnknownKeySettings settings;
    private final KeyAbsence absence;
    private final UnknownKeyMeters meters;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final SupervisedLoop loop;
    private final Semaphore news = new Semaphore(0);

    // Guarded by this.
    private final Set<Waiting> waiting = new LinkedHashSet<>();
    private final Map<String, Integer> perAddress = new HashMap<>();
    private boolean closed;
    private long turnedAway;
    private long toldNanos;

    /** Compared by identity. */
    private static final class Waiting {
        private final String address;
        private final Arrival arrival;
        private final long patienceNanos;
        private final Supplier<Verdict> judge;
        private final Consumer<Verdict> answer;

        Waiting(
                String address,
                Arrival arrival,
                long patienceNanos,
                Supplier<Verdict> judge,
                Consumer<Verdict> answer) {
            this.address = address;
            this.arrival = arrival;
            this.patienceNanos = patienceNanos;
            this.judge = judge;
            this.answer = answer;
        }
    }

    /**
     * @param absence used only by this object
     */
    public UnknownKeys(
            Supervisor supervisor,
            UnknownKeySettings settings,
            KeyAbsence absence,
            Meters meters,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.absence = absence;
        this.meters = new UnknownKeyMeters(meters);
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.toldNanos = nanoTime.getAsLong() - TELL_NANOS;
        this.loop =
                supervisor.every(
                        PAUSE,
                        LoopSpec.of(
                                        "edge-unknown-keys",
                                        "requests with unknown SDK keys get no response")
                                .onPlatform(),
                        this::turn);
    }

    /**
     * Queues a request.
     *
     * @param address of its client
     * @param patience maximum wait of its client, if less than the limit
     * @param judge checks its key again; must be fast
     * @param answer called once, possibly immediately, on any thread; must not block
     */
    public void await(
            String address, Duration patience, Supplier<Verdict> judge, Consumer<Verdict> answer) {
        long nanos = Math.min(patience.toNanos(), settings.maxWait().toNanoseconds());
        var arrival = new Arrival(clock.instant(), nanoTime.getAsLong());
        if (admit(new Waiting(address, arrival, nanos, judge, answer))) {
            news.release();
        } else {
            answer.accept(Verdict.Undecided.TOO_MANY_WAIT);
        }
    }

    private synchronized boolean admit(Waiting request) {
        int ofAddress = perAddress.getOrDefault(request.address, 0);
        if (closed) {
            meters.undecided();
            return false;
        }
        if (waiting.size() >= settings.maxWaiting()) {
            meters.noRoom("all");
        } else if (ofAddress >= settings.maxPerAddress()) {
            meters.noRoom("address");
        } else {
            perAddress.put(request.address, ofAddress + 1);
            waiting.add(request);
            return true;
        }
        tellTurnedAway();
        return false;
    }

    private void tellTurnedAway() {
        turnedAway++;
        long now = nanoTime.getAsLong();
        if (now - toldNanos >= TELL_NANOS) {
            LOG.warn(
                    "{} requests with unknown SDK keys exceeded the limit of waiting requests and were answered with"
                            + " 500 and Retry-After. Other requests are not affected. Check for clients that guess keys, or for new keys in"
                            + " use that ingest does not see.",
                    turnedAway);
            toldNanos = now;
            turnedAway = 0;
        }
    }

    /** Number of waiting requests. */
    public synchronized int waiting() {
        return waiting.size();
    }

    @Override
    public void advanced(EnvironmentImage before, EnvironmentImage after, List<Change> changes) {
        if (changes.stream().anyMatch(change -> change.key() instanceof DocumentKey.OfApiKey)) {
            news.release();
        }
    }

    private void turn() throws InterruptedException {
        long rest = waiting() > 0 ? LOOK_MILLIS : LONGEST_REST_MILLIS;
        var _ = news.tryAcquire(rest, TimeUnit.MILLISECONDS);
        news.drainPermits();
        KeyAbsence.Known known = absence.look();
        RuntimeException failure = null;
        for (Waiting request : copy()) {
            try {
                decide(request, known);
            } catch (RuntimeException e) { // of one request; continue with the others
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private synchronized List<Waiting> copy() {
        return new ArrayList<>(waiting);
    }

    private void decide(Waiting request, KeyAbsence.Known known) {
        Verdict verdict = request.judge.get();
        if (verdict instanceof Verdict.Undecided) {
            long waited = nanoTime.getAsLong() - request.arrival.nanos();
            if (known.coversKeysOf(request.arrival)) {
                meters.refused();
                answer(request, Verdict.Refused.UNKNOWN_KEY);
            } else if (known.isInDoubt() || waited >= request.patienceNanos) {
                meters.undecided();
                answer(request, verdict);
            }
        } else {
            meters.found();
            answer(request, verdict);
        }
    }

    private void answer(Waiting request, Verdict verdict) {
        synchronized (this) {
            if (!waiting.remove(request)) {
                return; // answered by close
            }
            perAddress.computeIfPresent(
                    request.address, (_, count) -> count == 1 ? null : count - 1);
        }
        request.answer.accept(verdict);
    }

    @Override
    public void start() {
        loop.start();
    }

    /** Answers all waiting requests, so that clients use another edge. */
    public void hurry() {
        List<Waiting> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(waiting);
        }
        for (Waiting request : left) {
            meters.undecided();
            answer(request, Verdict.Undecided.KEY_MAY_EXIST);
        }
    }

    @Override
    public void stop() {
        hurry();
        loop.close();
    }
}

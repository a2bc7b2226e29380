package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.service.OneProblem;
import io.flaghoist.service.Problem;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Detects clock differences from heartbeats and reports them. Ages are corrected only if the clock
 * of this machine is certainly wrong: an owner with a slow clock looks like a slow mirror, and a
 * slow mirror must never look fresh. Confined to the follower's thread, except {@link #problem}.
 */
final class ClockSkew {
    /** Clocks must agree within a second; one more second for the network. */
    private static final long FUTURE_MILLIS = 2_000;

    private static final long NAMED_MILLIS = 5_000;

    /** A single delay is not skew; this many in a row are. */
    private static final int LOOKED_AT = 4;

    private static final long OVER_AFTER_MILLIS = 30_000;
    private static final int MAX_ENVIRONMENTS = 10_000;

    private final Map<EnvironmentId, Lags> lags = new HashMap<>();
    private final OneProblem problem;
    private @Nullable Moment lastAt;

    ClockSkew(Clock clock) {
        problem =
                new OneProblem(
                        "clocks",
                        "ages are corrected as far as possible",
                        "time synchronization on the machines of ingest, Kafka and this process",
                        clock);
    }

    Optional<Problem> problem() {
        return problem.current();
    }

    /**
     * Evaluates a heartbeat.
     *
     * @param appendedAt the record's timestamp; the broker's if {@code brokersTime}
     * @param notBefore a time at which the record was not yet in the log; null if unknown
     * @return by how much the clock of this machine is ahead of Kafka's at least, in milliseconds;
     *     0 if that is not certain
     */
    long of(
            Heartbeat said,
            long appendedAt,
            boolean brokersTime,
            Moment arrival,
            @Nullable Moment notBefore) {
        long saidAt = said.at().toEpochMilli();
        if (Math.max(saidAt, appendedAt) > arrival.wallMillis() + FUTURE_MILLIS) {
            report("a heartbeat of %s is from the future".formatted(said.node()), arrival);
        }
        if (lags.size() >= MAX_ENVIRONMENTS) {
            lags.clear();
        }
        Lags known = lags.computeIfAbsent(said.environment(), _ -> new Lags());
        known.add(appendedAt - saidAt);
        if (known.least() > NAMED_MILLIS || known.greatest() < -NAMED_MILLIS) {
            report(
                    "the clock of %s differs from Kafka's, or a mirror between them is slow"
                            .formatted(said.node()),
                    arrival);
        }
        if (brokersTime && notBefore != null) {
            long ours = arrival.wallMillis() - appendedAt - arrival.millisSince(notBefore);
            if (ours > NAMED_MILLIS) {
                report("the clock of this machine is ahead of Kafka's", arrival);
                return ours;
            }
        }
        return 0;
    }

    private void report(String what, Moment now) {
        lastAt = now;
        if (problem.current().isEmpty()) {
            problem.raise(what);
        }
    }

    /** Clears the problem when it was not observed for a while. */
    void tick(Moment now) {
        Moment last = lastAt;
        if (last != null && now.millisSince(last) > OVER_AFTER_MILLIS) {
            lastAt = null;
            problem.clear();
        }
    }

    /** Delays between sending and appending the latest heartbeats, by two clocks. */
    private static final class Lags {
        private final long[] latest = new long[LOOKED_AT];
        private int count;

        void add(long millis) {
            latest[count++ % LOOKED_AT] = millis;
        }

        /** 0 until there are enough to distinguish skew from delay. */
        long least() {
            long least = Long.MAX_VALUE;
            for (long lag : latest) {
                least = Math.min(least, lag);
            }
            return count < LOOKED_AT ? 0 : least;
        }

        long greatest() {
            long greatest = Long.MIN_VALUE;
            for (long lag : latest) {
                greatest = Math.max(greatest, lag);
            }
            return count < LOOKED_AT ? 0 : greatest;
        }
    }
}

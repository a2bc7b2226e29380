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
 * Judges from heartbeats whether clocks differ. That is named. Only where it is certain that the
 * clock of this machine is wrong is it taken out of the age: an owner whose clock is slow looks
 * just like a mirror that is slow, and a mirror that is slow must never look fresh. Confined to the
 * follower's thread, but for {@link #problem}.
 */
final class ClockSkew {
    /** Clocks must agree within a second; a second more for the way. */
    private static final long FUTURE_MILLIS = 2_000;

    private static final long NAMED_MILLIS = 5_000;

    /** One delay is no skew; this many in a row are. */
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
                        "ages are calculated without them as far as possible",
                        "time synchronization on the machines of ingest, Kafka and this process",
                        clock);
    }

    Optional<Problem> problem() {
        return problem.current();
    }

    /**
     * Looks at a heartbeat.
     *
     * @param appendedAt the record's time: its broker's, where {@code brokersTime}
     * @param notBefore when the record is known not to have been in the log; null when nobody knows
     * @return by how much the clock of this machine is ahead of Kafka's at least, in milliseconds;
     *     0 where that is not certain
     */
    long of(
            Heartbeat said,
            long appendedAt,
            boolean brokersTime,
            Moment arrival,
            @Nullable Moment notBefore) {
        long saidAt = said.at().toEpochMilli();
        if (Math.max(saidAt, appendedAt) > arrival.wallMillis() + FUTURE_MILLIS) {
            tell("a heartbeat of %s is from the future".formatted(said.node()), arrival);
        }
        if (lags.size() >= MAX_ENVIRONMENTS) {
            lags.clear();
        }
        Lags known = lags.computeIfAbsent(said.environment(), _ -> new Lags());
        known.add(appendedAt - saidAt);
        if (known.least() > NAMED_MILLIS || known.greatest() < -NAMED_MILLIS) {
            tell(
                    "the clock of %s differs from Kafka's, or a mirror between them is slow"
                            .formatted(said.node()),
                    arrival);
        }
        if (brokersTime && notBefore != null) {
            long ours = arrival.wallMillis() - appendedAt - arrival.millisSince(notBefore);
            if (ours > NAMED_MILLIS) {
                tell("the clock of this machine is ahead of Kafka's", arrival);
                return ours;
            }
        }
        return 0;
    }

    private void tell(String what, Moment now) {
        lastAt = now;
        if (problem.current().isEmpty()) {
            problem.raise(what);
        }
    }

    /** Ends the problem when nothing was seen of it for a while. */
    void tick(Moment now) {
        Moment last = lastAt;
        if (last != null && now.millisSince(last) > OVER_AFTER_MILLIS) {
            lastAt = null;
            problem.clear();
        }
    }

    /** How long after they were said the latest heartbeats were appended, by two clocks. */
    private static final class Lags {
        private final long[] latest = new long[LOOKED_AT];
        private int count;

        void add(long millis) {
            latest[count++ % LOOKED_AT] = millis;
        }

        /** 0 until there are enough to tell a clock from a delay. */
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

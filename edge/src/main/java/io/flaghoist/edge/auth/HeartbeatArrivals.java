package io.flaghoist.edge.auth;

import io.flaghoist.follower.Freshness;
import io.flaghoist.schemas.record.Heartbeat;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Arrival times of an environment's heartbeats, which count only when their revision is applied.
 * For one thread.
 */
final class HeartbeatArrivals {
    /** A follower queues 32. */
    private static final int MAX = 64;

    /** Heartbeats up to this one, and after the previous step, had not arrived at that time. */
    private record Step(Heartbeat upTo, Optional<Long> notBefore) {}

    private final Deque<Step> steps = new ArrayDeque<>();

    /**
     * @param lastLook when this was last called, in nanoseconds; empty if never
     */
    void heard(Freshness freshness, Optional<Long> lastLook) {
        Heartbeat newest = newest(freshness);
        Step last = steps.peekLast();
        if (newest == null || (last != null && !newest.isAfter(last.upTo()))) {
            return;
        }
        steps.addLast(new Step(newest, last == null ? Optional.empty() : lastLook));
        if (steps.size() > MAX) {
            steps.removeFirst();
        }
    }

    private static @Nullable Heartbeat newest(Freshness freshness) {
        Heartbeat counts = freshness.heartbeat().orElse(null);
        Heartbeat ahead = freshness.ahead().orElse(null);
        if (counts == null || ahead == null) {
            return counts == null ? ahead : counts;
        }
        return ahead.isAfter(counts) ? ahead : counts;
    }

    /** A time at which {@code heartbeat} had not arrived yet; empty if unknown. */
    Optional<Long> notHeardBefore(Heartbeat heartbeat) {
        Step first = steps.peekFirst();
        if (first == null || (steps.size() == MAX && !heartbeat.isAfter(first.upTo()))) {
            return Optional.empty();
        }
        return steps.stream()
                .filter(step -> !heartbeat.isAfter(step.upTo()))
                .findFirst()
                .flatMap(Step::notBefore);
    }
}

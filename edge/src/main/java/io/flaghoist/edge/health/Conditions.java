package io.flaghoist.edge.health;

import io.flaghoist.edge.auth.Retirements;
import io.flaghoist.follower.FollowerView;
import io.flaghoist.follower.Freshness;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The state of all environments. Thread-safe. */
final class Conditions {
    private final FollowerView follower;
    private final Retirements retirements;
    private final InstantSource clock;

    Conditions(FollowerView follower, Retirements retirements, InstantSource clock) {
        this.follower = follower;
        this.retirements = retirements;
        this.clock = clock;
    }

    /** Worst first, retired ones last. */
    List<Condition> now() {
        Instant at = clock.instant();
        return follower.environments().stream()
                .map(of ->
                        new Condition(
                                of,
                                follower.freshness(of.environment()),
                                retirements.isRetired(of.environment()),
                                at))
                .sorted(Condition.WORST_FIRST)
                .toList();
    }

    /** Whether a thread that reads the log has failed or hangs. */
    static boolean anyReaderFailed(List<Condition> all) {
        return all.stream()
                .anyMatch(it ->
                        !it.isRetired() && it.freshness().cause() == Freshness.Cause.READER_FAILED);
    }

    static boolean anyStale(List<Condition> all) {
        return all.stream().anyMatch(Condition::isStale);
    }
}

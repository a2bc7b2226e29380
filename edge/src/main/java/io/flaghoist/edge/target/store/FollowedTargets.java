package io.flaghoist.edge.target.store;

import io.flaghoist.schemas.EnvironmentId;
import java.util.List;

/**
 * The progress of reading targets topics, for health and metrics.
 *
 * @param known whether the topics are known
 * @param environments by their ids
 * @param unreadable the first skipped records
 */
record FollowedTargets(
        boolean known, List<OfEnvironment> environments, List<Unreadable> unreadable) {
    static final FollowedTargets NONE = new FollowedTargets(false, List.of(), List.of());

    public FollowedTargets {
        environments = List.copyOf(environments);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * One environment.
     *
     * @param behind offsets to the end of its topic, as last known
     */
    public record OfEnvironment(EnvironmentId environment, long behind) {}

    /** A record that was skipped; the value before it stays. */
    public record Unreadable(String topic, int partition, long offset, String reason) {}

    /** Offsets to the ends of all topics. */
    public long behind() {
        return environments.stream().mapToLong(OfEnvironment::behind).sum();
    }

    /** Whether all topics have been read to their ends. */
    public boolean isCaughtUp() {
        return known && environments.stream().allMatch(of -> of.behind() == 0);
    }
}

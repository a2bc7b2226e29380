package io.flaghoist.edge.target.store;

import io.flaghoist.schemas.EnvironmentId;
import java.util.List;

/**
 * How well the targets topics are known; for health and metrics.
 *
 * @param known whether Kafka has said which topics there are
 * @param environments by their ids
 * @param unreadable records that were skipped, the first of them
 */
public record FollowedTargets(
        boolean known, List<OfEnvironment> environments, List<Unreadable> unreadable) {
    static final FollowedTargets NONE = new FollowedTargets(false, List.of(), List.of());

    public FollowedTargets {
        environments = List.copyOf(environments);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * One environment.
     *
     * @param behind offsets to the end of its topic; negative while that is not known
     */
    public record OfEnvironment(EnvironmentId environment, long behind) {}

    /** A record that was skipped; the value before it stays. */
    public record Unreadable(String topic, int partition, long offset, String reason) {}

    /** Offsets to the ends of all topics, where they are known. */
    public long behind() {
        return environments.stream().mapToLong(of -> Math.max(0, of.behind())).sum();
    }

    /** Whether every topic that there is has been read to its end. */
    public boolean isCaughtUp() {
        return known && environments.stream().allMatch(of -> of.behind() == 0);
    }
}

package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Kafka keeps from this principal: topics that it refuses, and topics that are not to be seen
 * any more. Confined to the follower's thread.
 */
final class TopicAccess {
    private static final Logger log = LoggerFactory.getLogger(TopicAccess.class);

    private final String freshnessTopic;
    private final Denials denials = new Denials();
    private final Map<EnvironmentId, FreshnessProblem> gone = new HashMap<>();

    TopicAccess(String freshnessTopic) {
        this.freshnessTopic = freshnessTopic;
    }

    boolean isLeftOut(String topic) {
        return denials.isLeftOut(topic);
    }

    boolean isGone(EnvironmentId environment) {
        return gone.containsKey(environment);
    }

    /** Returns whether other topics are to be read now. */
    boolean deny(String topic, String reason, Moment now) {
        return denials.deny(topic, reason, now);
    }

    /** Returns whether other topics are to be read now. */
    boolean retry(Moment now) {
        return !denials.isEmpty() && denials.retry(now);
    }

    /**
     * Compares what is followed with what can be seen.
     *
     * @return whether other topics are to be read now
     */
    boolean look(Collection<FollowedEnvironment> followed, Set<EnvironmentId> listed, Moment now) {
        boolean changed = gone.keySet().removeAll(listed);
        for (FollowedEnvironment it : followed) {
            if (!listed.contains(it.environment()) && !isGone(it.environment())) {
                changed = true;
                gone.put(it.environment(), tellGone(it.partition().topic(), now));
            }
        }
        return changed;
    }

    private static FreshnessProblem tellGone(String topic, Moment now) {
        var trouble =
                new FreshnessProblem(
                        Freshness.Cause.RIGHT_MISSING,
                        "Topic %s is not to be seen in Kafka since %s. Still serving the last known state. Check whether it was deleted, or this principal's DESCRIBE permission withdrawn."
                                .formatted(topic, now.wall()),
                        now.wall());
        log.warn("{}", trouble.words());
        return trouble;
    }

    /** What keeps an environment from being read; null when nothing does. */
    @Nullable FreshnessProblem of(FollowedEnvironment it) {
        FreshnessProblem absent = gone.get(it.environment());
        if (absent != null) {
            return absent;
        }
        FreshnessProblem denied = denials.trouble(it.partition().topic());
        return denied != null ? denied : denials.trouble(freshnessTopic);
    }
}

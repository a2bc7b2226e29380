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
 * Topics that Kafka refuses to this principal, and topics that are no longer visible. Confined to
 * the follower's thread.
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

    /** Returns whether the set of topics to read has changed. */
    boolean deny(String topic, String reason, Moment now) {
        return denials.deny(topic, reason, now);
    }

    /** Returns whether the set of topics to read has changed. */
    boolean retry(Moment now) {
        return !denials.isEmpty() && denials.retry(now);
    }

    /**
     * Compares followed topics with visible ones.
     *
     * @return whether the set of topics to read has changed
     */
    boolean look(Collection<FollowedEnvironment> followed, Set<EnvironmentId> listed, Moment now) {
        boolean changed = gone.keySet().removeAll(listed);
        for (FollowedEnvironment it : followed) {
            if (!listed.contains(it.environment()) && !isGone(it.environment())) {
                changed = true;
                gone.put(it.environment(), logGone(it.partition().topic(), now));
            }
        }
        return changed;
    }

    private static FreshnessProblem logGone(String topic, Moment now) {
        var trouble =
                new FreshnessProblem(
                        Freshness.Cause.RIGHT_MISSING,
                        "Topic %s is not visible in Kafka since %s. Still serving the last known state. Check whether it was deleted, or this principal's DESCRIBE permission was revoked."
                                .formatted(topic, now.wall()),
                        now.wall());
        log.warn("{}", trouble.words());
        return trouble;
    }

    /** Why an environment cannot be read; null if it can. */
    @Nullable FreshnessProblem of(FollowedEnvironment it) {
        FreshnessProblem absent = gone.get(it.environment());
        if (absent != null) {
            return absent;
        }
        FreshnessProblem denied = denials.trouble(it.partition().topic());
        return denied != null ? denied : denials.trouble(freshnessTopic);
    }
}

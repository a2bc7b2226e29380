package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics that Kafka refuses to this principal, and topics that are no longer visible. Refused ones
 * are excluded from reading, so that the others continue, and retried every few seconds. Confined
 * to the follower's thread.
 */
final class TopicAccess {
    private static final Logger log = LoggerFactory.getLogger(TopicAccess.class);

    private static final long RETRY_MILLIS = 5_000;

    /** A topic read for this long without a refusal is allowed again. */
    private static final long TRIAL_MILLIS = 3_000;

    /** A topic refused again within this time counts as refused throughout. */
    private static final long REMEMBERED_MILLIS = 60_000;

    private final String freshnessTopic;
    private final Map<String, Denial> denials = new HashMap<>();
    private final Map<String, Denial> past = new HashMap<>();
    private final Map<EnvironmentId, FreshnessProblem> gone = new HashMap<>();

    private static final class Denial {
        private final FreshnessProblem trouble;
        private Moment at;
        private boolean onTrial;

        Denial(FreshnessProblem trouble, Moment at) {
            this.trouble = trouble;
            this.at = at;
        }
    }

    TopicAccess(String freshnessTopic) {
        this.freshnessTopic = freshnessTopic;
    }

    /** Whether the topic is currently excluded. */
    boolean isLeftOut(String topic) {
        Denial denial = denials.get(topic);
        return denial != null && !denial.onTrial;
    }

    boolean isGone(EnvironmentId environment) {
        return gone.containsKey(environment);
    }

    /** Returns whether the topic was not excluded before. */
    boolean deny(String topic, String reason, Moment now) {
        boolean isNews = !isLeftOut(topic);
        Denial known = denials.get(topic);
        if (known == null) {
            known = past.remove(topic);
        }
        if (known == null) {
            known = new Denial(logRefused(topic, reason, now.wall()), now);
        }
        denials.put(topic, known);
        known.at = now;
        known.onTrial = false;
        return isNews;
    }

    private static FreshnessProblem logRefused(String topic, String reason, Instant now) {
        return logged(
                "Kafka refuses topic %s to this principal since %s: %s. Still serving the last known state; retrying every few seconds. Check its READ and DESCRIBE permissions on that topic."
                        .formatted(topic, now, reason),
                now);
    }

    private static FreshnessProblem logGone(String topic, Instant now) {
        return logged(
                "Topic %s is not visible in Kafka since %s. Still serving the last known state. Check whether it was deleted, or this principal's DESCRIBE permission was revoked."
                        .formatted(topic, now),
                now);
    }

    private static FreshnessProblem logged(String words, Instant now) {
        log.warn("{}", words);
        return new FreshnessProblem(Freshness.Cause.RIGHT_MISSING, words, now);
    }

    /**
     * Retries refused topics, and forgets those that have been read since.
     *
     * @return whether the set of topics to read has changed
     */
    boolean retry(Moment now) {
        boolean changed = false;
        for (Denial denial : denials.values()) {
            if (!denial.onTrial && now.millisSince(denial.at) > RETRY_MILLIS) {
                denial.onTrial = true;
                denial.at = now;
                changed = true;
            }
        }
        denials.entrySet()
                .removeIf(denial -> {
                    boolean allowed =
                            denial.getValue().onTrial
                                    && now.millisSince(denial.getValue().at) > TRIAL_MILLIS;
                    if (allowed) {
                        denial.getValue().at = now;
                        past.put(denial.getKey(), denial.getValue());
                    }
                    return allowed;
                });
        past.entrySet()
                .removeIf(denial -> {
                    boolean isOver = now.millisSince(denial.getValue().at) > REMEMBERED_MILLIS;
                    if (isOver) {
                        log.info("Kafka allows topic {} again.", denial.getKey());
                    }
                    return isOver;
                });
        return changed;
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
                gone.put(it.environment(), logGone(it.partition().topic(), now.wall()));
            }
        }
        return changed;
    }

    /** Why an environment cannot be read; null if it can. */
    @Nullable FreshnessProblem of(FollowedEnvironment it) {
        FreshnessProblem absent = gone.get(it.environment());
        if (absent != null) {
            return absent;
        }
        FreshnessProblem denied = refusal(it.partition().topic());
        return denied != null ? denied : refusal(freshnessTopic);
    }

    private @Nullable FreshnessProblem refusal(String topic) {
        Denial denial = denials.get(topic);
        return denial == null ? null : denial.trouble;
    }
}

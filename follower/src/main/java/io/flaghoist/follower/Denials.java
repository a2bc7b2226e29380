package io.flaghoist.follower;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics that Kafka refuses to this principal. They are excluded from reading, so that the
 * others continue, and retried every few seconds. Confined to the follower's thread.
 */
final class Denials {
    private static final Logger log = LoggerFactory.getLogger(Denials.class);

    private static final long RETRY_MILLIS = 5_000;

    /** A topic read for this long without a refusal is allowed again. */
    private static final long TRIAL_MILLIS = 3_000;

    /** A topic refused again within this time counts as refused throughout. */
    private static final long REMEMBERED_MILLIS = 60_000;

    private final Map<String, Denial> denials = new HashMap<>();
    private final Map<String, Denial> past = new HashMap<>();

    private static final class Denial {
        private final FreshnessProblem trouble;
        private Moment at;
        private boolean onTrial;

        Denial(FreshnessProblem trouble, Moment at) {
            this.trouble = trouble;
            this.at = at;
        }
    }

    /** Returns whether it was not excluded before. */
    boolean deny(String topic, String reason, Moment now) {
        boolean isNews = !isLeftOut(topic);
        Denial known = denials.get(topic);
        if (known == null) {
            known = past.remove(topic);
        }
        if (known == null) {
            var trouble =
                    new FreshnessProblem(
                            Freshness.Cause.RIGHT_MISSING,
                            "Kafka refuses topic %s to this principal since %s: %s. Still serving the last known state; retrying every few seconds. Check its READ and DESCRIBE permissions on that topic."
                                    .formatted(topic, now.wall(), reason),
                            now.wall());
            known = new Denial(trouble, now);
            log.warn("{}", trouble.words());
        }
        denials.put(topic, known);
        known.at = now;
        known.onTrial = false;
        return isNews;
    }

    /** Whether the topic is currently excluded. */
    boolean isLeftOut(String topic) {
        Denial denial = denials.get(topic);
        return denial != null && !denial.onTrial;
    }

    /** The refusal; null if the topic is allowed. */
    @Nullable FreshnessProblem trouble(String topic) {
        Denial denial = denials.get(topic);
        return denial == null ? null : denial.trouble;
    }

    boolean isEmpty() {
        return denials.isEmpty() && past.isEmpty();
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
}

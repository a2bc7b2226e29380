package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the first catch-up with the initial metadata. A condition once reached stays reached.
 * Confined to the follower's thread, but for {@link #now}.
 */
final class StartCatchup {
    private static final Logger log = LoggerFactory.getLogger(StartCatchup.class);

    private final Map<EnvironmentId, FollowedEnvironment> followed;
    private final HeartbeatReader heartbeats;
    private @Nullable Set<EnvironmentId> awaited;
    private Set<TopicPartition> beats = Set.of();
    private volatile Catchup now = new Catchup(false, false, false);

    StartCatchup(Map<EnvironmentId, FollowedEnvironment> followed, HeartbeatReader heartbeats) {
        this.followed = followed;
        this.heartbeats = heartbeats;
    }

    Catchup now() {
        return now;
    }

    /** Processes Kafka's metadata; only the first time matters. */
    void begin(LogMetadata view) {
        if (awaited == null) {
            awaited = view.listed();
            beats = view.freshness().keySet();
        }
        look();
    }

    void look() {
        Set<EnvironmentId> environments = awaited;
        if (environments == null || now.isDone()) {
            return;
        }
        boolean logRead = now.logRead() || all(environments, EnvironmentState::reached);
        boolean ownersReached =
                logRead && heartbeats.isPast(beats) && all(environments, EnvironmentState::agreed);
        if (logRead && !now.logRead()) {
            log.info("Caught up with the log: {} environments.", followed.size());
        }
        now = new Catchup(true, logRead, ownersReached);
    }

    private boolean all(Set<EnvironmentId> environments, Predicate<EnvironmentState> condition) {
        return environments.stream()
                .map(followed::get)
                .allMatch(it -> it != null && condition.test(it.standing()));
    }
}

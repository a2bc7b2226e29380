package io.flaghoist.console.doctor;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import java.util.Optional;

/** Which topic is what. */
final class TopicNames {
    private static final String HISTORY = ".history";

    private TopicNames() {}

    /** The environment that {@code topic} belongs to; empty for any other topic. */
    static Optional<EnvironmentId> environment(TopicCatalogue topics, String topic) {
        return topics.environmentOfConfig(topic)
                .or(() -> topics.environmentOfTargets(topic))
                .or(() -> ofHistory(topics, topic));
    }

    /** What {@code topic} ought to be; empty for one that Flaghoist does not know. */
    static Optional<TopicSpec> spec(TopicCatalogue topics, String topic) {
        return topics.shared().stream()
                .filter(shared -> shared.name().equals(topic))
                .findFirst()
                .or(() -> topics.environmentOfConfig(topic).map(topics::config))
                .or(() -> topics.environmentOfTargets(topic).map(topics::targets))
                .or(() -> ofHistory(topics, topic).map(topics::history));
    }

    private static Optional<EnvironmentId> ofHistory(TopicCatalogue topics, String topic) {
        String start = topics.prefix() + ".env.";
        if (!topic.startsWith(start)
                || !topic.endsWith(HISTORY)
                || topic.length() <= start.length() + HISTORY.length()) {
            return Optional.empty();
        }
        String id = topic.substring(start.length(), topic.length() - HISTORY.length());
        return EnvironmentId.isValid(id) ? Optional.of(new EnvironmentId(id)) : Optional.empty();
    }
}

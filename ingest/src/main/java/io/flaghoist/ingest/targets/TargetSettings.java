package io.flaghoist.ingest.targets;

import io.dropwizard.util.Duration;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How targets are published.
 *
 * @param privateAttributes removed from every target before it is published; default none
 * @param retention how long a target that is not reported again lives on its topic; default 30
 *     days. For topics that ingest creates: one that exists keeps its own
 * @param topic whether the topics are created for edges, also where nothing is polled; default no
 */
public record TargetSettings(
        PrivateAttributes privateAttributes, Duration retention, boolean topic) {

    public TargetSettings(
            @Nullable PrivateAttributes privateAttributes,
            @Nullable Duration retention,
            boolean topic) {
        this.privateAttributes =
                privateAttributes == null ? new PrivateAttributes(Set.of()) : privateAttributes;
        this.retention =
                retention == null
                        ? Duration.days(TopicCatalogue.DEFAULT_TARGET_RETENTION.toDays())
                        : retention;
        this.topic = topic;
    }

    /** How long targets live on the topics that are created for edges; empty for none. */
    public Optional<java.time.Duration> created() {
        return topic ? Optional.of(retention.toJavaDuration()) : Optional.empty();
    }
}

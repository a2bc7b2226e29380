package io.flaghoist.follower;

import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a follower follows and how.
 *
 * @param kafka how to reach Kafka
 * @param topics how the topics are called
 * @param snapshots the directory of the snapshots; empty to keep none
 * @param only the environments to follow; empty for all that exist
 * @param staleAfter from which age on an environment is stale
 * @param timing how often things are done; {@link Timing#DEFAULT} outside tests
 */
public record FollowerSettings(
        KafkaConnection kafka,
        TopicCatalogue topics,
        Optional<Path> snapshots,
        Set<EnvironmentId> only,
        Duration staleAfter,
        Timing timing) {
    /** From which age on an environment is stale, unless the operator says otherwise. */
    public static final Duration STALE_AFTER = Duration.ofSeconds(60);

    public FollowerSettings {
        only = Set.copyOf(only);
    }

    /** Follows everything under the default names, with snapshots in {@code directory}. */
    public static FollowerSettings of(String bootstrapServers, Path directory) {
        return new FollowerSettings(
                KafkaConnection.to(bootstrapServers),
                new TopicCatalogue(TopicCatalogue.DEFAULT_PREFIX),
                Optional.of(directory),
                Set.of(),
                STALE_AFTER,
                Timing.DEFAULT);
    }

    boolean follows(EnvironmentId environment) {
        return only.isEmpty() || only.contains(environment);
    }

    /**
     * How often things are done.
     *
     * @param discovery between two looks at the known topics and their ends; default 1 s. New
     *     topics are looked for every third time
     * @param snapshot between two looks at which environments changed and want a new snapshot;
     *     default 30 s
     * @param refresh after how long even an unchanged environment gets a new snapshot, lest it grow
     *     too old; default 1 h
     * @param maxSnapshotAge older snapshots are not continued, but served until the log was read
     *     anew: tombstones that they missed may be gone; default half of {@link
     *     TopicSpec#TOMBSTONE_RETENTION}
     */
    public record Timing(
            Duration discovery, Duration snapshot, Duration refresh, Duration maxSnapshotAge) {
        public static final Timing DEFAULT =
                new Timing(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30),
                        Duration.ofHours(1),
                        TopicSpec.TOMBSTONE_RETENTION.dividedBy(2));
    }
}

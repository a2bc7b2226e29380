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
 * Settings of a follower.
 *
 * @param kafka the connection to Kafka
 * @param topics the names of the topics
 * @param snapshots the directory of the snapshots; empty for none
 * @param only the environments to follow; empty for all that exist
 * @param staleAfter age from which an environment is stale
 * @param timing intervals; {@link Timing#DEFAULT} outside tests
 */
public record FollowerSettings(
        KafkaConnection kafka,
        TopicCatalogue topics,
        Optional<Path> snapshots,
        Set<EnvironmentId> only,
        Duration staleAfter,
        Timing timing) {
    /** Default age from which an environment is stale. */
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
     * Intervals.
     *
     * @param discovery interval of requests for the known topics and their ends; default 1 s. New
     *     topics are looked for in every third request
     * @param snapshot interval of checks for environments that need a new snapshot; default 30 s
     * @param refresh maximum age of the snapshot of an unchanged environment; default 1 h
     * @param maxSnapshotAge older snapshots are not continued, but served until the log was read
     *     again: missed tombstones may be gone; default half of {@link
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

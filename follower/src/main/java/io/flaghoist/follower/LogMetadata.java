package io.flaghoist.follower;

import io.flaghoist.log.TopicExtent;
import io.flaghoist.schemas.EnvironmentId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Kafka's metadata of the log at one time.
 *
 * @param listed followed environments with a visible config topic
 * @param environments those with known offsets
 * @param status the status topic; empty if there is none
 * @param freshness the partitions of the freshness topic
 * @param refused refused topics with the reason
 * @param began when the first request was sent
 */
record LogMetadata(
        String clusterId,
        Set<EnvironmentId> listed,
        Map<EnvironmentId, TopicExtent> environments,
        Optional<TopicExtent> status,
        Map<TopicPartition, Beats> freshness,
        Map<String, String> refused,
        Moment began) {
    LogMetadata {
        listed = Set.copyOf(listed);
        environments = Map.copyOf(environments);
        freshness = Map.copyOf(freshness);
        refused = Map.copyOf(refused);
    }

    /**
     * One partition of the freshness topic.
     *
     * @param start the start offset; empty if not requested
     * @param end the high watermark
     */
    record Beats(OptionalLong start, long end) {}
}

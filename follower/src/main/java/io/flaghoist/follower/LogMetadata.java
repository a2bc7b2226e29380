package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import java.time.Instant;
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
 * @param at the same by the wall clock
 */
record LogMetadata(
        String clusterId,
        Set<EnvironmentId> listed,
        Map<EnvironmentId, Extent> environments,
        Optional<Extent> status,
        Map<TopicPartition, Beats> freshness,
        Map<String, String> refused,
        Moment began,
        Instant at) {
    LogMetadata {
        listed = Set.copyOf(listed);
        environments = Map.copyOf(environments);
        freshness = Map.copyOf(freshness);
        refused = Map.copyOf(refused);
    }

    /**
     * One topic of one partition.
     *
     * @param begin the first offset that can be read
     * @param end the high watermark, including records of open transactions
     */
    record Extent(String topicId, long begin, long end) {}

    /**
     * One partition of the freshness topic.
     *
     * @param start the start offset; empty if not requested
     * @param end the high watermark
     */
    record Beats(OptionalLong start, long end) {}
}

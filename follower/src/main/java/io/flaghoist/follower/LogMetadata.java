package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What Kafka said about the log at one moment.
 *
 * @param listed the environments whose config topic can be seen and is followed
 * @param environments those of them whose offsets are known
 * @param status the status topic; empty while there is none
 * @param freshness the partitions of the freshness topic
 * @param refused topics that Kafka refuses to tell of, with its reason
 * @param began when the first question was asked
 * @param at when that was, by the wall clock
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
     * @param end the high watermark: behind it may lie what an open transaction keeps back
     */
    record Extent(String topicId, long begin, long end) {}

    /**
     * One partition of the freshness topic.
     *
     * @param start where to begin to read; empty where nobody asked
     * @param end the high watermark
     */
    record Beats(OptionalLong start, long end) {}
}

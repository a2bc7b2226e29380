package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import java.util.Map;

/**
 * What Kafka said about the log at one moment.
 *
 * @param environments the config topics that are followed, by environment
 * @param statusEnd where the status topic ends; negative while there is none
 */
record LogView(String clusterId, Map<EnvironmentId, Extent> environments, long statusEnd) {
    LogView {
        environments = Map.copyOf(environments);
    }

    /**
     * One config topic.
     *
     * @param begin the first offset that can be read
     * @param end the offset after the last committed record
     */
    record Extent(String topicId, long begin, long end) {}
}

package io.flaghoist.follower;

import io.flaghoist.schemas.image.EnvironmentImage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An image with the log position from which it can be continued.
 *
 * @param origin the log that the image was read from
 * @param offset the offset of the next record to read
 * @param asOf when the end of the log was last known to be reached
 * @param proof the freshness of the image; null if unproven
 */
record Snapshot(
        EnvironmentImage image,
        Origin origin,
        long offset,
        Instant asOf,
        Proof.@Nullable Saved proof) {
    /**
     * Identifies a log: a topic that is deleted and created again, or another cluster, is another
     * log.
     */
    record Origin(String clusterId, String topicId) {}
}

package io.flaghoist.follower;

import io.flaghoist.schemas.image.EnvironmentImage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An image with the place in the log from which it can be continued.
 *
 * @param origin the log that the image was read from
 * @param offset the offset of the next record to read
 * @param asOf when the log was last known to hold nothing else
 * @param proof how fresh the image was; null when nobody could tell
 */
record Snapshot(
        EnvironmentImage image,
        Origin origin,
        long offset,
        Instant asOf,
        Proof.@Nullable Saved proof) {
    /**
     * One log among all: a topic that is deleted and created anew, or another cluster, is another
     * log.
     */
    record Origin(String clusterId, String topicId) {}
}

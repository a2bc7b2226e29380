package io.flaghoist.follower;

import io.flaghoist.schemas.image.EnvironmentImage;
import java.time.Instant;

/**
 * A consistent view of an environment's state; for any thread.
 *
 * @param origin the log
 * @param offset the offset of the next record that is not in {@code image}
 * @param behind number of unread offsets
 * @param reached whether it was read to the end that its log had when this follower first saw it
 * @param agreed whether no heartbeat is ahead of it or contradicts it
 * @param rebuilding whether a rebuild is in progress
 * @param asOf when the end of the log was last known to be reached
 */
record EnvironmentState(
        EnvironmentImage image,
        Snapshot.Origin origin,
        long offset,
        long behind,
        boolean reached,
        boolean agreed,
        boolean rebuilding,
        Instant asOf) {}

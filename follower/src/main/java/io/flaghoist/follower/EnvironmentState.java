package io.flaghoist.follower;

import io.flaghoist.schemas.image.EnvironmentImage;
import java.time.Instant;

/**
 * Where an environment stands, all of it at one moment; for any thread.
 *
 * @param origin the log that is read
 * @param offset from which to go on reading to get what is not in {@code image}
 * @param behind how many offsets there are that are not read
 * @param reached whether it was read to the end that its log had when this follower first saw it
 * @param agreed whether nothing that the owner has said is ahead of it or contradicts it
 * @param rebuilding whether another image is read beside it
 * @param asOf when the log was last known to hold nothing else
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

package io.flaghoist.follower;

import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.util.List;

/**
 * Notified of every new image, after readers can see it. Called on the follower's thread: must be
 * quick and never block. A listener that throws is called again with everything since its last
 * success.
 */
@FunctionalInterface
public interface ImageListener {
    /**
     * The image of an environment changed from {@code before} to {@code after}.
     *
     * @param before the empty image if the environment is new
     * @param changes the newest change of each document in between, in log order
     */
    void advanced(EnvironmentImage before, EnvironmentImage after, List<Change> changes);
}

package io.flaghoist.follower;

import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.util.List;

/**
 * Told of every new image, after readers can see it. Called on the follower's thread: be quick,
 * never block. One that throws is told again, of everything since what it took last.
 */
@FunctionalInterface
public interface ImageListener {
    /**
     * An environment went from {@code before} to {@code after}.
     *
     * @param before the empty image when the environment is new here
     * @param changes what happened between, the newest change of each document, in the order of the
     *     log
     */
    void advanced(EnvironmentImage before, EnvironmentImage after, List<Change> changes);
}

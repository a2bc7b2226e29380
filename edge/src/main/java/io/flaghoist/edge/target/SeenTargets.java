package io.flaghoist.edge.target;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.wire.Target;

/** Receives every target seen on auth. Never blocks, never throws. */
@FunctionalInterface
public interface SeenTargets {
    /** Ignores all. */
    SeenTargets NONE = (_, _, _) -> {};

    /**
     * An SDK authenticated as {@code target}.
     *
     * @param inToken whether its token contains the target; false if it was too large
     */
    void seen(EnvironmentId environment, Target target, boolean inToken);
}

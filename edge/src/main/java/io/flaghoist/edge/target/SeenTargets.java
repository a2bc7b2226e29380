package io.flaghoist.edge.target;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.wire.Target;

/** Hears of every target that an SDK named on auth. Never blocks, never throws. */
@FunctionalInterface
public interface SeenTargets {
    /** Forgets them all. */
    SeenTargets NONE = (_, _, _) -> {};

    /**
     * An SDK authenticated as {@code target}.
     *
     * @param inToken whether the token that it got carries the target; false when its claims were
     *     too large for a token
     */
    void seen(EnvironmentId environment, Target target, boolean inToken);
}

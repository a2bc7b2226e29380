package io.flaghoist.edge.target.store;

import io.flaghoist.schemas.EnvironmentId;
import java.util.Optional;

/** Receives targets applied from the log. Called on the following thread. */
interface AppliedTargets {
    /** Whether this listener needs this target: only then it is called. */
    boolean cares(EnvironmentId environment, String identifier);

    /**
     * The target was applied.
     *
     * @param contentHash of the target; empty if it was removed
     */
    void applied(EnvironmentId environment, String identifier, Optional<String> contentHash);
}

package io.flaghoist.edge.target.store;

import io.flaghoist.schemas.EnvironmentId;
import java.util.Optional;

/** Hears of what the log says of targets. Called on the thread that follows the log. */
public interface AppliedTargets {
    /** Whether this listener holds anything about that target: only then it is told. */
    boolean cares(EnvironmentId environment, String identifier);

    /**
     * The log holds this target now.
     *
     * @param contentHash of it; empty when it was removed
     */
    void applied(EnvironmentId environment, String identifier, Optional<String> contentHash);
}

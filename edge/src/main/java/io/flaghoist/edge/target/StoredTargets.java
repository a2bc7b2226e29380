package io.flaghoist.edge.target;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.wire.Target;
import org.jspecify.annotations.Nullable;

/**
 * What has been stored about targets. Asked on request threads: answers from memory or the local
 * disk only, never throws.
 */
@FunctionalInterface
public interface StoredTargets {
    /** Knows nobody. */
    StoredTargets NONE = (_, _) -> null;

    /** The target with its attributes; null when nothing is stored, or nothing recent enough. */
    @Nullable Target get(EnvironmentId environment, String identifier);
}

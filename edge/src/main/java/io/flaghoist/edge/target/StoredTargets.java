package io.flaghoist.edge.target;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.wire.Target;
import org.jspecify.annotations.Nullable;

/** Stored targets. Called on request threads: reads only memory or the local disk, never throws. */
@FunctionalInterface
public interface StoredTargets {
    /** Empty. */
    StoredTargets NONE = (_, _) -> null;

    /** The target with its attributes; null if none is stored, or if it has expired. */
    @Nullable Target get(EnvironmentId environment, String identifier);
}

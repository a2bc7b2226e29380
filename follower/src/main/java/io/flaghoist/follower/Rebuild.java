package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.util.HashMap;
import java.util.Map;

/**
 * An image that is read from the beginning of a log, beside the one that is served. Each document
 * is decided by itself: the change with the greatest position holds, and of two at one position the
 * later in the log, as compaction decides. So a foreign record keeps no other document's change
 * out.
 */
final class Rebuild {
    private final EnvironmentId environment;
    private final Map<DocumentKey, Change> newest = new HashMap<>();

    Rebuild(EnvironmentId environment) {
        this.environment = environment;
    }

    void take(Change change) {
        newest.merge(
                change.key(),
                change,
                (known, next) -> known.position().isAfter(next.position()) ? known : next);
    }

    EnvironmentImage image() {
        return EnvironmentDelta.imageOf(environment, newest.values());
    }
}

package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentDelta;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.LogRecord;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image that is read from the beginning of a log, beside the one that is served. Each document
 * is decided by itself: the change with the greatest position holds, and of two at one position the
 * later in the log, as compaction decides. So a foreign record keeps no other document's change
 * out.
 */
final class Rebuild {
    private final EnvironmentId environment;
    private final Map<DocumentKey, Change> newest = new HashMap<>();
    private Position last = Position.START;
    private @Nullable LogRecord lastRecord;

    /** As {@code other} stands now. */
    Rebuild(Rebuild other) {
        this(other.environment);
        newest.putAll(other.newest);
        last = other.last;
        lastRecord = other.lastRecord;
    }

    Rebuild(EnvironmentId environment) {
        this.environment = environment;
    }

    void take(LogRecord record, Change change) {
        if (!last.isAfter(change.position())) {
            last = change.position();
            lastRecord = record;
        }
        newest.merge(
                change.key(),
                change,
                (known, next) -> known.position().isAfter(next.position()) ? known : next);
    }

    /** Whether {@code image} is what the writer of the newest record says to have had, if any. */
    boolean isAsWritten(EnvironmentImage image) {
        return lastRecord == null || ConfigCodec.leadsTo(image.digest(), lastRecord);
    }

    EnvironmentImage image() {
        return EnvironmentDelta.imageOf(environment, newest.values());
    }
}

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
 * An image read from the beginning of a log, next to the served one. Each document is decided on
 * its own: the change with the greatest position wins, and of two at the same position the later in
 * the log, as with compaction. So a foreign record does not affect other documents.
 */
final class Rebuild {
    private final EnvironmentId environment;
    private final Map<DocumentKey, Change> newest = new HashMap<>();
    private Position last = Position.START;
    private @Nullable LogRecord lastRecord;

    /** A copy of {@code other}. */
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

    /** Whether {@code image} matches the digest in the newest record, if any. */
    boolean isAsWritten(EnvironmentImage image) {
        return lastRecord == null || ConfigCodec.leadsTo(image.digest(), lastRecord);
    }

    EnvironmentImage image() {
        return EnvironmentDelta.imageOf(environment, newest.values());
    }
}

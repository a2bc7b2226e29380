package io.flaghoist.follower;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.record.IngestStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an ingest says of an environment on the status topic. It counts for freshness only as long
 * as no heartbeat was ever heard. Written on the follower's thread.
 */
final class LegacyIngest {
    private volatile IngestStatus.@Nullable OfEnvironment status;
    private boolean isAlive;
    private @Nullable Moment freshAt;

    /** For any thread. */
    Optional<IngestStatus.OfEnvironment> status() {
        return Optional.ofNullable(status);
    }

    void hear(IngestStatus.OfEnvironment said, boolean isLive) {
        status = said;
        isAlive |= isLive;
    }

    /** Believes what was said: nothing else is to be had. */
    void believe(IngestStatus.OfEnvironment said, ConfigFold fold, Moment now) {
        var theirs = new Position(said.epoch(), said.revision());
        if (!fold.isRebuilding()
                && theirs.isAfter(fold.current().position())
                && fold.current().digest().text().equals(said.digest())) {
            fold.moveTo(theirs);
        }
        boolean upstreamIsHeard =
                switch (said.upstream()) {
                    case STREAMING, POLLING -> true;
                    case CONNECTING, DOWN -> false;
                };
        if (upstreamIsHeard && !theirs.isAfter(fold.current().position())) {
            freshAt = now;
        }
    }

    /** Its word; null while it was not heard since the start. */
    @Nullable LegacyStatus word() {
        return isAlive ? new LegacyStatus(freshAt) : null;
    }
}

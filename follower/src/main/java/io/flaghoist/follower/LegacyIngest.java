package io.flaghoist.follower;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.record.IngestStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The status of an environment on the status topic. It determines freshness only until the first
 * heartbeat. Written on the follower's thread.
 */
final class LegacyIngest {
    private volatile IngestStatus.@Nullable OfEnvironment status;
    private boolean isAlive;
    private @Nullable Moment freshAt;

    /** For any thread. */
    Optional<IngestStatus.OfEnvironment> status() {
        return Optional.ofNullable(status);
    }

    void receive(IngestStatus.OfEnvironment said, boolean isLive) {
        status = said;
        isAlive |= isLive;
    }

    /** Uses the status, in the absence of heartbeats. */
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

    /** The status; null before the first since the start. */
    @Nullable LegacyStatus word() {
        return isAlive ? new LegacyStatus(freshAt) : null;
    }
}

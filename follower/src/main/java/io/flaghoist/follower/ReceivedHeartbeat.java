package io.flaghoist.follower;

import io.flaghoist.schemas.record.Heartbeat;
import org.jspecify.annotations.Nullable;

/**
 * A received heartbeat.
 *
 * @param arrival when
 * @param proof its proof; null if it proves nothing
 */
record ReceivedHeartbeat(Heartbeat heartbeat, Moment arrival, @Nullable Proof proof) {
    static ReceivedHeartbeat of(Heartbeat said, Moment arrival, boolean isLive, long shiftMillis) {
        return new ReceivedHeartbeat(
                said,
                arrival,
                said.proof()
                        .map(proof -> Proof.of(said, proof, arrival, isLive, shiftMillis))
                        .orElse(null));
    }
}

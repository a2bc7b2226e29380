package io.flaghoist.follower;

import io.flaghoist.schemas.record.Heartbeat;
import org.jspecify.annotations.Nullable;

/**
 * A heartbeat as it came here.
 *
 * @param arrival when
 * @param proof what it proves once it counts; null when it proves nothing
 */
record Heard(Heartbeat heartbeat, Moment arrival, @Nullable Proof proof) {
    static Heard of(Heartbeat said, Moment arrival, boolean isLive, long shiftMillis) {
        return new Heard(
                said,
                arrival,
                said.proof()
                        .map(proof -> Proof.of(said, proof, arrival, isLive, shiftMillis))
                        .orElse(null));
    }
}

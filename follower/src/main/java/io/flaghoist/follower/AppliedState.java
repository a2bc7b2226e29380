package io.flaghoist.follower;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.LiveDigest;

/**
 * The applied state, as far as it is compared with the owner's heartbeats.
 *
 * @param position of the last change that is applied
 * @param changedAtMillis when that change was written or received, whichever was earlier, epoch
 *     milliseconds
 * @param atEnd whether the end of the log is reached. Before that, a compacted log leads through
 *     states that never existed
 * @param asWritten whether the documents match the digest in the newest record
 * @param settled whether no rebuild is in progress
 */
record AppliedState(
        Position position,
        LiveDigest digest,
        long changedAtMillis,
        boolean asWritten,
        boolean atEnd,
        boolean settled) {

    long revision() {
        return position.revision();
    }
}

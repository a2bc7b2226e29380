package io.flaghoist.follower;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.LiveDigest;

/**
 * What is served here, as far as it can be compared with what the owner says.
 *
 * @param position of the last change that is applied
 * @param changedAtMillis when that change was written or came here, whichever was earlier, epoch
 *     milliseconds
 * @param atEnd whether the log holds nothing more. On the way there, a compacted log leads through
 *     states that never were
 * @param asWritten whether the documents are those that the writer of the newest record says to
 *     have had
 * @param settled whether this image is what will go on: no other is being read beside it
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

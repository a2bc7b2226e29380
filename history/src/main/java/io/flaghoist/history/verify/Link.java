package io.flaghoist.history.verify;

import io.flaghoist.history.log.RecordOffset;

/**
 * A record of the history as the chain sees it.
 *
 * @param index its number among the records read, from 0
 * @param key as the record is keyed
 * @param previousHash what it says the hash of the record before it is
 * @param hash its own
 */
record Link(
        long index,
        RecordOffset place,
        long revision,
        long epoch,
        String key,
        String previousHash,
        String hash) {

    /** Whether {@code next} is the record after this one. */
    boolean isBefore(Link next) {
        return next.revision == revision + 1 && next.previousHash.equals(hash);
    }

    Link numbered(long otherRevision) {
        return new Link(index, place, otherRevision, epoch, key, previousHash, hash);
    }
}

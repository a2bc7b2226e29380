package io.flaghoist.ingest.environment;

import io.flaghoist.schemas.document.DocumentKey;

/**
 * What the stream told of one document and is not in the log yet.
 *
 * @param version to wait for; 0 when SaaS gave none
 * @param removes whether the document is to be removed, alone or before it is fetched anew
 * @param fetches whether the document is to be fetched
 * @param arrivedNanos monotonic clock at arrival
 * @param dueNanos when to fetch (again)
 * @param tries how often it was fetched
 */
record PendingNotice(
        DocumentKey key,
        long version,
        boolean removes,
        boolean fetches,
        long arrivedNanos,
        long dueNanos,
        int tries) {

    static PendingNotice deleted(DocumentKey key, long nowNanos) {
        return new PendingNotice(key, 0, true, false, nowNanos, nowNanos, 0);
    }

    static PendingNotice saved(DocumentKey key, long version, long nowNanos) {
        return new PendingNotice(key, version, false, true, nowNanos, nowNanos, 0);
    }

    /** This one and a later one about the same document, in one. */
    PendingNotice followedBy(PendingNotice later) {
        if (later.removes) {
            return later;
        }
        return new PendingNotice(
                key,
                // After a removal the count begins anew; else a late duplicate must not lower it.
                removes ? later.version : Math.max(version, later.version),
                removes,
                true,
                arrivedNanos,
                later.dueNanos,
                0);
    }

    /** The removal is done, the fetch is not. */
    PendingNotice withoutRemoval() {
        return new PendingNotice(key, version, false, fetches, arrivedNanos, dueNanos, tries);
    }

    PendingNotice again(long atNanos) {
        return new PendingNotice(key, version, removes, fetches, arrivedNanos, atNanos, tries + 1);
    }
}

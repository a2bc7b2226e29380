package io.flaghoist.ingest.environment;

import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.service.Moment;

/**
 * What the stream told of one document and is not in the log yet.
 *
 * @param version to wait for; 0 when SaaS gave none
 * @param removes whether the document is to be removed, alone or before it is fetched anew
 * @param fetches whether the document is to be fetched
 * @param arrived when it arrived
 * @param dueNanos when to fetch (again)
 * @param tries how often it was fetched
 */
record PendingNotice(
        DocumentKey key,
        long version,
        boolean removes,
        boolean fetches,
        Moment arrived,
        long dueNanos,
        int tries) {

    static PendingNotice deleted(DocumentKey key, Moment now) {
        return new PendingNotice(key, 0, true, false, now, now.nanos(), 0);
    }

    static PendingNotice saved(DocumentKey key, long version, Moment now) {
        return new PendingNotice(key, version, false, true, now, now.nanos(), 0);
    }

    /** The monotonic clock at arrival. */
    long arrivedNanos() {
        return arrived.nanos();
    }

    /** This one and a later one about the same document, in one. */
    PendingNotice followedBy(PendingNotice later) {
        if (later.removes) {
            return later.since(arrived);
        }
        return new PendingNotice(
                key,
                // After a removal the count begins anew; else a late duplicate must not lower it.
                removes ? later.version : Math.max(version, later.version),
                removes,
                true,
                arrived,
                later.dueNanos,
                0);
    }

    /** Something about this document waits since then. */
    private PendingNotice since(Moment earlier) {
        return new PendingNotice(key, version, removes, fetches, earlier, dueNanos, tries);
    }

    /** The removal is done, the fetch is not. */
    PendingNotice withoutRemoval() {
        return new PendingNotice(key, version, false, fetches, arrived, dueNanos, tries);
    }

    PendingNotice again(long atNanos) {
        return new PendingNotice(key, version, removes, fetches, arrived, atNanos, tries + 1);
    }
}

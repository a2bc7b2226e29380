package io.flaghoist.ingest.environment;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.wire.StreamNotice;
import io.flaghoist.service.Moment;
import java.util.Objects;
import java.util.Optional;

/**
 * Notices about one document that are not in the log yet.
 *
 * @param version to wait for; 0 when SaaS gave none
 * @param removes whether the document is to be removed, alone or before it is fetched anew
 * @param fetches whether the document is to be fetched
 * @param arrived when the first of the notices that are one here arrived
 * @param lastNanos when the last of them did, by the monotonic clock
 * @param freshNanos a fetch that began before this does not count: it may have been answered before
 *     the document was deleted, or, without a version, before it was changed
 * @param dueNanos when to fetch (again)
 * @param tries how often it was fetched in vain
 * @param doubted whether everything was read because of it
 */
record PendingNotice(
        DocumentKey key,
        long version,
        boolean removes,
        boolean fetches,
        Moment arrived,
        long lastNanos,
        long freshNanos,
        long dueNanos,
        int tries,
        boolean doubted) {

    /**
     * What a notice of {@code environment}'s stream means (relay-protocol.md, C.5); empty for an
     * unknown one.
     */
    static Optional<PendingNotice> read(
            EnvironmentId environment, StreamNotice notice, Moment now) {
        String about = notice.environment();
        if (about != null && !about.isEmpty() && !about.equals(environment.value())) {
            return Optional.empty();
        }
        Optional<DocumentKey> key = key(notice);
        long version = Objects.requireNonNullElse(notice.version(), 0L);
        return switch (Objects.requireNonNullElse(notice.event(), "")) {
            case "create", "patch" -> key.map(k -> PendingNotice.saved(k, version, now));
            case "delete" -> key.map(k -> PendingNotice.deleted(k, now));
            default -> Optional.empty();
        };
    }

    private static Optional<DocumentKey> key(StreamNotice notice) {
        String identifier = Objects.requireNonNullElse(notice.identifier(), "");
        return switch (Objects.requireNonNullElse(notice.domain(), "")) {
            case "flag" -> DocumentKey.of(Domain.FLAG, identifier);
            case "target-segment" -> DocumentKey.of(Domain.SEGMENT, identifier);
            default -> Optional.empty();
        };
    }

    static PendingNotice deleted(DocumentKey key, Moment now) {
        return of(key, 0, true, now);
    }

    static PendingNotice saved(DocumentKey key, long version, Moment now) {
        return of(key, version, false, now);
    }

    private static PendingNotice of(DocumentKey key, long version, boolean removes, Moment now) {
        long nanos = now.nanos();
        return new PendingNotice(
                key, version, removes, !removes, now, nanos, nanos, nanos, 0, false);
    }

    /** The monotonic clock at the first arrival. */
    long arrivedNanos() {
        return arrived.nanos();
    }

    /** This one and a later one about the same document, in one. */
    PendingNotice followedBy(PendingNotice later) {
        boolean anew = later.removes || later.version == 0;
        return new PendingNotice(
                key,
                // After a removal the count begins anew; else a late duplicate must not lower it.
                removes || later.removes ? later.version : Math.max(version, later.version),
                removes || later.removes,
                later.fetches,
                arrived,
                later.lastNanos,
                anew ? later.freshNanos : freshNanos,
                later.dueNanos,
                0,
                false);
    }

    /** The removal is done, the fetch is not. */
    PendingNotice withoutRemoval() {
        return with(false, dueNanos, tries, doubted);
    }

    /** A fetch has begun; should it not be answered by then, another one does. */
    PendingNotice asked(long atNanos) {
        return with(removes, atNanos, tries, doubted);
    }

    /** The fetch was in vain. */
    PendingNotice again(long atNanos) {
        return with(removes, atNanos, tries + 1, doubted);
    }

    /** Everything is read because of it. */
    PendingNotice inDoubt() {
        return with(removes, dueNanos, tries, true);
    }

    private PendingNotice with(boolean removal, long atNanos, int triesSoFar, boolean inDoubt) {
        return new PendingNotice(
                key,
                version,
                removal,
                fetches,
                arrived,
                lastNanos,
                freshNanos,
                atNanos,
                triesSoFar,
                inDoubt);
    }

    /** Whether an answer to a fetch that began then applies to this notice. */
    boolean isAbout(long fetchBeganNanos) {
        return fetches && fetchBeganNanos - freshNanos >= 0;
    }
}

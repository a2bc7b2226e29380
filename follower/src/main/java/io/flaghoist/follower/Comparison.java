package io.flaghoist.follower;

import io.flaghoist.schemas.image.LiveDigest;
import io.flaghoist.schemas.record.Heartbeat;
import java.util.Map;

/**
 * Compares the owner's heartbeats with the applied state. Keeps the digests of the latest
 * revisions, because a heartbeat often arrives after the next change was applied. Confined to the
 * follower's thread.
 */
final class Comparison {
    /** Clocks may differ by a second, and a heartbeat is created shortly before it is written. */
    private static final long MARGIN_MILLIS = 2_000;

    private static final int MAX_REMEMBERED = 256;

    private final Map<Long, LiveDigest> digests = new BoundedMap<>(MAX_REMEMBERED);

    enum Verdict {
        /** The applied documents are, or were, the owner's at the owner's revision. */
        AGREES,
        /** The owner's revision and later ones are applied. */
        COUNTS,
        /**
         * The applied documents are the owner's, although the owner's position is later: nothing
         * lies in between.
         */
        SAME_DOCUMENTS_LATER,
        /** The owner is ahead. */
        WAITS,
        /** The applied documents differ from the owner's at the same revision. */
        DIFFERS,
        /**
         * A change is applied that the owner does not know, although it is older than the
         * heartbeat.
         */
        UNKNOWN_TO_OWNER
    }

    /** Records an applied state; only states that the log really had. */
    void remember(AppliedState held) {
        if (held.atEnd() && held.settled()) {
            digests.put(held.revision(), held.digest());
        }
    }

    /** The recorded states are in doubt. */
    void forget() {
        digests.clear();
    }

    Verdict judge(Heartbeat said, AppliedState held) {
        boolean sameDocuments = held.digest().text().equals(said.digest());
        if (said.position().isAfter(held.position())
                && said.revision() >= held.revision()
                && sameDocuments
                && held.settled()) {
            return Verdict.SAME_DOCUMENTS_LATER;
        }
        if (held.position().epoch() > said.epoch() || held.revision() > said.revision()) {
            return ofEarlier(said, held);
        }
        if (held.revision() < said.revision()) {
            return Verdict.WAITS;
        }
        if (sameDocuments) {
            return Verdict.AGREES;
        }
        return held.atEnd() && held.settled() ? Verdict.DIFFERS : Verdict.WAITS;
    }

    private Verdict ofEarlier(Heartbeat said, AppliedState held) {
        if (said.at().toEpochMilli() > held.changedAtMillis() + MARGIN_MILLIS) {
            return Verdict.UNKNOWN_TO_OWNER;
        }
        if (held.position().epoch() > said.epoch()) {
            return Verdict.WAITS; // no heartbeat of its writer yet
        }
        LiveDigest then = digests.get(said.revision());
        if (!held.asWritten()) {
            return Verdict.WAITS; // later changes may be foreign
        }
        if (then == null) {
            return Verdict.COUNTS;
        }
        return then.text().equals(said.digest()) ? Verdict.AGREES : Verdict.DIFFERS;
    }
}

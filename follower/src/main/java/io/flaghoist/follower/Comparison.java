package io.flaghoist.follower;

import io.flaghoist.schemas.image.LiveDigest;
import io.flaghoist.schemas.record.Heartbeat;
import java.util.Map;

/**
 * Compares what the owner says with what is held here. Remembers the digests of the latest
 * revisions, since a heartbeat often comes when the next change is applied already. Confined to the
 * follower's thread.
 */
final class Comparison {
    /** Clocks may differ by a second, and a heartbeat is said a moment before it is written. */
    private static final long MARGIN_MILLIS = 2_000;

    private static final int MAX_REMEMBERED = 256;

    private final Map<Long, LiveDigest> digests = new BoundedMap<>(MAX_REMEMBERED);

    enum Verdict {
        /** Here are, or were, the owner's documents at the owner's revision. */
        AGREES,
        /** Here is the owner's revision and more. */
        COUNTS,
        /**
         * Here are the owner's documents, although the owner is further on: nothing lies between.
         */
        SAME_DOCUMENTS_LATER,
        /** The owner is further on. */
        WAITS,
        /** Here are other documents than the owner's, at the same revision. */
        DIFFERS,
        /**
         * Here is a change that the owner does not know, although it is older than what it says.
         */
        UNKNOWN_TO_OWNER
    }

    /** Remembers what was here; for states that the log really had. */
    void remember(AppliedState held) {
        if (held.atEnd() && held.settled()) {
            digests.put(held.revision(), held.digest());
        }
    }

    /** What was here is in doubt. */
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
            return Verdict.WAITS; // its writer has yet to speak
        }
        LiveDigest then = digests.get(said.revision());
        if (!held.asWritten()) {
            return Verdict.WAITS; // what came since may be anybody's
        }
        if (then == null) {
            return Verdict.COUNTS;
        }
        return then.text().equals(said.digest()) ? Verdict.AGREES : Verdict.DIFFERS;
    }
}

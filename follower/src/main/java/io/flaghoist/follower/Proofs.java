package io.flaghoist.follower;

import io.flaghoist.schemas.record.Heartbeat;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of one environment says, and which of it counts here: only a greater (epoch,
 * sequence), and only when its revision is applied. Does no I/O and reads no clock. Confined to the
 * follower's thread; what it has found out is an immutable {@link FreshnessState}.
 */
final class Proofs {
    /** How many heartbeats wait for their revision: more are of no use, the newest will count. */
    static final int MAX_WAITING = 32;

    /** So often in a row the owner must not know what is here before that is taken for foreign. */
    private static final int STRAYS = 2;

    private final Comparison comparison = new Comparison();
    private final Deque<ReceivedHeartbeat> waiting = new ArrayDeque<>();
    private final Moment startedAt;
    private long epoch;
    private long sequence;
    private @Nullable ReceivedHeartbeat newest;
    private @Nullable Heartbeat lastOwner;
    private @Nullable Heartbeat counted;
    private @Nullable Proof proof;
    private @Nullable Moment aheadSince;
    private @Nullable Moment differsSince;
    private int strays;
    private boolean agrees;

    /** What is to be done after a comparison. */
    enum Finding {
        NOTHING,
        /** The image stands at the owner's position: {@link Proofs#owner()}. */
        MOVE_TO_OWNER,
        /** The image is not the owner's, and must be read anew. */
        CONTRADICTED
    }

    Proofs(Moment startedAt, Proof.@Nullable Saved saved) {
        this.startedAt = startedAt;
        if (saved != null) {
            proof = Proof.restored(saved, startedAt);
            epoch = saved.epoch();
            sequence = saved.sequence();
        }
    }

    /** Whether a heartbeat was ever heard, in this life of the follower or an earlier one. */
    boolean everHeard() {
        return newest != null || epoch > 0;
    }

    /** The newest heartbeat heard since the start; null before the first. */
    @Nullable Heartbeat owner() {
        return newest == null ? null : newest.heartbeat();
    }

    /** Whether an owner spoke lately, be it of the log that was read before this one. */
    boolean isOwnerAlive(Moment now) {
        Heartbeat last = lastOwner;
        return last != null
                && now.wallMillis() - last.at().toEpochMilli() < FreshnessState.SILENCE_MILLIS;
    }

    @Nullable Moment aheadSince() {
        return aheadSince;
    }

    /** Whether what is here is just what the owner said last. */
    boolean agrees() {
        return agrees;
    }

    boolean differs() {
        return differsSince != null;
    }

    /** Another log begins: its owners count anew. What was proven of what is served stays. */
    void startOver() {
        epoch = 0;
        sequence = 0;
        newest = null;
        waiting.clear();
        comparison.forget();
        aheadSince = null;
        strays = 0;
        agrees = false;
    }

    /**
     * Hears a heartbeat.
     *
     * @return whether it says anything new
     */
    boolean hear(ReceivedHeartbeat heard, AppliedState held) {
        Heartbeat said = heard.heartbeat();
        if (said.epoch() < epoch || (said.epoch() == epoch && said.sequence() <= sequence)) {
            return false;
        }
        epoch = said.epoch();
        sequence = said.sequence();
        newest = heard;
        lastOwner = said;
        waiting.addLast(heard);
        if (waiting.size() > MAX_WAITING) {
            waiting.removeFirst();
        }
        strays =
                comparison.judge(said, held) == Comparison.Verdict.UNKNOWN_TO_OWNER
                        ? strays + 1
                        : 0;
        return true;
    }

    /** Takes note of what is held now; to be called after every change of it and every hearing. */
    Finding review(AppliedState held, Moment now) {
        comparison.remember(held);
        ReceivedHeartbeat said = newest;
        if (said == null) {
            return Finding.NOTHING;
        }
        Finding finding = ofNewest(said, held, now);
        if (finding == Finding.NOTHING) {
            noteAhead(countWaiting(held));
        }
        return finding;
    }

    private Finding ofNewest(ReceivedHeartbeat said, AppliedState held, Moment now) {
        Comparison.Verdict verdict = comparison.judge(said.heartbeat(), held);
        agrees = verdict == Comparison.Verdict.AGREES;
        return switch (verdict) {
            case SAME_DOCUMENTS_LATER -> Finding.MOVE_TO_OWNER;
            case AGREES -> {
                differsSince = null;
                strays = 0;
                yield Finding.NOTHING;
            }
            case DIFFERS -> contradicted(now);
            case UNKNOWN_TO_OWNER -> {
                if (strays < STRAYS) {
                    yield Finding.NOTHING;
                }
                yield contradicted(now);
            }
            case COUNTS, WAITS -> Finding.NOTHING;
        };
    }

    private Finding contradicted(Moment now) {
        suspect(now);
        return Finding.CONTRADICTED;
    }

    /** Something may be missing here: from now on, only likeness to the owner proves anything. */
    void suspect(Moment now) {
        if (differsSince == null) {
            differsSince = now;
        }
        comparison.forget();
    }

    /** Returns whether any counts now that did not before. */
    private boolean countWaiting(AppliedState held) {
        boolean found = false;
        for (Iterator<ReceivedHeartbeat> it = waiting.descendingIterator(); it.hasNext(); ) {
            ReceivedHeartbeat heard = it.next();
            if (!found && counts(heard.heartbeat(), held)) {
                found = true;
                counted = heard.heartbeat();
                proof = heard.proof() == null ? proof : heard.proof();
            }
            if (found) {
                it.remove();
            }
        }
        return found;
    }

    private boolean counts(Heartbeat said, AppliedState held) {
        return switch (comparison.judge(said, held)) {
            case AGREES -> true;
            case COUNTS -> differsSince == null; // once in doubt, only likeness proves anything
            case SAME_DOCUMENTS_LATER, WAITS, DIFFERS, UNKNOWN_TO_OWNER -> false;
        };
    }

    private void noteAhead(boolean cameOn) {
        ReceivedHeartbeat oldest = waiting.peekFirst();
        if (oldest == null) {
            aheadSince = null;
        } else if (aheadSince == null || cameOn) {
            aheadSince = oldest.arrival();
        }
    }

    /** What is known, for any thread. */
    FreshnessState state(@Nullable LegacyStatus oldWord, @Nullable FreshnessProblem refused) {
        ReceivedHeartbeat said = newest;
        return new FreshnessState(
                startedAt,
                proof,
                counted,
                said != null && !said.heartbeat().equals(counted) ? said : null,
                said,
                aheadSince,
                differsSince,
                everHeard() ? null : oldWord,
                refused);
    }
}

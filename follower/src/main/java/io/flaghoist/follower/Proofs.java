package io.flaghoist.follower;

import io.flaghoist.schemas.record.Heartbeat;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeats of one environment's owner, and which of them count: only those with a greater
 * (epoch, sequence), and only when their revision is applied. Does no I/O and reads no clock.
 * Confined to the follower's thread; its result is an immutable {@link FreshnessState}.
 */
final class Proofs {
    /** Number of heartbeats that wait for their revision; older ones are not needed. */
    static final int MAX_WAITING = 32;

    /**
     * After this many consecutive heartbeats that do not know an applied change, the change counts
     * as foreign.
     */
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

    /** The action after a comparison. */
    enum Finding {
        NOTHING,
        /** The image moves to the owner's position: {@link Proofs#owner()}. */
        MOVE_TO_OWNER,
        /** The image differs from the owner's and must be read again. */
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

    /** Whether there was ever a heartbeat, also before a restart. */
    boolean hasHeartbeats() {
        return newest != null || epoch > 0;
    }

    /** The newest heartbeat since the start; null before the first. */
    @Nullable Heartbeat owner() {
        return newest == null ? null : newest.heartbeat();
    }

    /** Whether an owner sent a heartbeat recently, even for the previous log. */
    boolean isOwnerAlive(Moment now) {
        Heartbeat last = lastOwner;
        return last != null
                && now.wallMillis() - last.at().toEpochMilli() < FreshnessState.SILENCE_MILLIS;
    }

    @Nullable Moment aheadSince() {
        return aheadSince;
    }

    /** Whether the state agrees with the newest heartbeat. */
    boolean agrees() {
        return agrees;
    }

    boolean differs() {
        return differsSince != null;
    }

    /** Starts with another log and other owners. The proof of the served state stays. */
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
     * Receives a heartbeat.
     *
     * @return whether it is newer than the last
     */
    boolean receive(ReceivedHeartbeat heard, AppliedState held) {
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

    /**
     * Compares the applied state with the heartbeats; to be called after every change and every
     * heartbeat.
     */
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

    /** Changes may be missing: from now on only an equal digest proves anything. */
    void suspect(Moment now) {
        if (differsSince == null) {
            differsSince = now;
        }
        comparison.forget();
    }

    /** Returns whether another heartbeat counts now. */
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
            case COUNTS ->
                    differsSince == null; // once in doubt, only an equal digest proves anything
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

    /** The result, for any thread. */
    FreshnessState state(@Nullable FreshnessProblem refused) {
        ReceivedHeartbeat said = newest;
        return new FreshnessState(
                startedAt,
                proof,
                counted,
                said != null && !said.heartbeat().equals(counted) ? said : null,
                said,
                aheadSince,
                differsSince,
                refused);
    }
}

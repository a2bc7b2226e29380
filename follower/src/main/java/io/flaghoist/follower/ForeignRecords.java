package io.flaghoist.follower;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.Change;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records that nobody vouches for yet. A new owner announces its epoch by a heartbeat before it
 * writes, but topics are not ordered with each other; so its records wait a moment. Whoever is not
 * announced by then is foreign. Confined to the follower's thread.
 */
final class ForeignRecords {
    static final int MAX_WAITING = 1_000;
    static final long PATIENCE_MILLIS = 10_000;

    /** Records of one writer come closer upon each other than this. */
    private static final long GAP_MILLIS = 1_000;

    private final Quarantine quarantine;
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
    private final TreeSet<Position> refusedForEpoch = new TreeSet<>();
    private final TreeSet<Position> refusedBeyondOwner = new TreeSet<>();

    /**
     * Why a record is not believed.
     *
     * @param waitsFor what would make it believed
     */
    record Doubt(String reason, WaitsFor waitsFor) {
        enum WaitsFor {
            /** The announcement of its epoch. */
            EPOCH,
            /** The owner, to reach its revision. */
            OWNER,
            /** Nothing: it does not lead from what is here to what its writer says to hold. */
            NOTHING
        }
    }

    /** Why a record is not believed yet; null when it is, and taken with that. */
    interface Judge {
        @Nullable Doubt judge(ConsumerRecord<byte[], byte[]> record, Change change);
    }

    private record Waiting(
            ConsumerRecord<byte[], byte[]> record, Change change, Moment since, Doubt doubt) {}

    ForeignRecords(Quarantine quarantine) {
        this.quarantine = quarantine;
    }

    void add(ConsumerRecord<byte[], byte[]> record, Change change, Moment now, Doubt doubt) {
        Waiting known = waiting.get(record.offset()); // read again after a failure
        var one = new Waiting(record, change, known == null ? now : known.since(), doubt);
        if (waiting.size() < MAX_WAITING) {
            waiting.put(record.offset(), one);
        } else {
            refuse(one);
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Hands out what waits for its owner, in the order of the log; it goes on waiting. */
    void forEachOfOwner(BiConsumer<ConsumerRecord<byte[], byte[]>, Change> each) {
        waiting.values().stream()
                .filter(one -> one.doubt().waitsFor() == Doubt.WaitsFor.OWNER)
                .forEach(one -> each.accept(one.record(), one.change()));
    }

    /** Lets {@code judge} take what it believes by now, in the order of the log. */
    void release(Judge judge) {
        for (Map.Entry<Long, Waiting> entry : List.copyOf(waiting.entrySet())) {
            Waiting one = entry.getValue();
            // What it took before may have overtaken this one.
            if (one.doubt().waitsFor() == Doubt.WaitsFor.NOTHING
                    || waiting.remove(entry.getKey()) == null) {
                continue;
            }
            Doubt doubt = judge.judge(one.record(), one.change());
            if (doubt != null) {
                waiting.put(
                        entry.getKey(),
                        new Waiting(one.record(), one.change(), one.since(), doubt));
            }
        }
    }

    /**
     * The owner's records lead past {@code position}: what waits or was refused up to there is not
     * the owner's.
     */
    void overtakenBy(Position position) {
        for (Iterator<Waiting> all = waiting.values().iterator(); all.hasNext(); ) {
            Waiting one = all.next();
            if (!one.change().position().isAfter(position)) {
                quarantine(one);
                all.remove();
            }
        }
        forgetRefused(position);
    }

    /** Gives up on what has waited for too long. */
    void expire(Moment now) {
        for (Iterator<Waiting> all = waiting.values().iterator(); all.hasNext(); ) {
            Waiting one = all.next();
            if (now.millisSince(one.since()) > PATIENCE_MILLIS) {
                refuse(one);
                all.remove();
            }
        }
    }

    private void refuse(Waiting one) {
        Position position = one.change().position();
        TreeSet<Position> refused =
                one.doubt().waitsFor() == Doubt.WaitsFor.EPOCH
                        ? refusedForEpoch
                        : refusedBeyondOwner;
        refused.add(position);
        if (refused.size() > MAX_WAITING) {
            refused.pollLast(); // the first is the one that tells of a gap
        }
        quarantine(one);
    }

    private void quarantine(Waiting one) {
        ConsumerRecord<byte[], byte[]> record = one.record();
        quarantine.add(record.topic(), record.partition(), record.offset(), one.doubt().reason());
    }

    /**
     * Whether something waits in vain although the owner, which stands at {@code owner}, has come
     * as far: it may be the owner's, and what leads to it may have been compacted away.
     */
    boolean waitsInVain(Position owner, Moment now) {
        return waiting.values().stream()
                .anyMatch(one ->
                        one.doubt().waitsFor() == Doubt.WaitsFor.NOTHING
                                && !one.change().position().isAfter(owner)
                                && now.millisSince(one.since()) > GAP_MILLIS);
    }

    /** Whether something was refused that may be the owner's, which stands at {@code owner}. */
    boolean hasRefusedOf(Position owner) {
        return (!refusedForEpoch.isEmpty() && refusedForEpoch.first().epoch() <= owner.epoch())
                || (!refusedBeyondOwner.isEmpty() && !refusedBeyondOwner.first().isAfter(owner));
    }

    /** The owner, which stands there, holds just what is here: up to it nothing is missing. */
    void forgetRefused(Position owner) {
        refusedForEpoch.headSet(owner, true).clear();
        refusedBeyondOwner.headSet(owner, true).clear();
    }

    /** Whether something waits that comes before {@code position}, so that this must wait too. */
    boolean waitsBefore(Position position) {
        return waiting.values().stream().anyMatch(one -> position.isAfter(one.change().position()));
    }

    /** The log is read from its beginning: all will come again. */
    void clear() {
        waiting.clear();
        refusedForEpoch.clear();
        refusedBeyondOwner.clear();
    }

    /** The offset from which the log must be read to get what waits here too. */
    long firstOffset(long next) {
        Map.Entry<Long, Waiting> first = waiting.firstEntry();
        return first == null ? next : first.getKey();
    }
}

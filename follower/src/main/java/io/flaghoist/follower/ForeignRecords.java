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
 * Records whose writer is not known to be the owner. A new owner announces its epoch in a heartbeat
 * before it writes, but the order between topics is undefined, so its records wait for some
 * seconds. A writer that is not announced by then is foreign. Confined to the follower's thread.
 */
final class ForeignRecords {
    static final int MAX_WAITING = 1_000;
    static final long PATIENCE_MILLIS = 10_000;

    /** Maximum interval between records of one writer. */
    private static final long GAP_MILLIS = 1_000;

    private final Quarantine quarantine;
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
    private final TreeSet<Position> refusedForEpoch = new TreeSet<>();
    private final TreeSet<Position> refusedBeyondOwner = new TreeSet<>();

    /**
     * Why a record is not accepted.
     *
     * @param waitsFor what it waits for
     */
    record Doubt(String reason, WaitsFor waitsFor) {
        enum WaitsFor {
            /** The announcement of its epoch. */
            EPOCH,
            /** The owner, to reach its revision. */
            OWNER,
            /** Nothing: it does not lead from the applied state to the digest of its writer. */
            NOTHING
        }
    }

    /** Why a record is not accepted yet; null if it was accepted and applied. */
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

    /** Iterates over records that wait for their owner, in log order; they stay queued. */
    void forEachOfOwner(BiConsumer<ConsumerRecord<byte[], byte[]>, Change> each) {
        waiting.values().stream()
                .filter(one -> one.doubt().waitsFor() == Doubt.WaitsFor.OWNER)
                .forEach(one -> each.accept(one.record(), one.change()));
    }

    /** Offers waiting records to {@code judge} in log order; accepted ones are removed. */
    void release(Judge judge) {
        for (Map.Entry<Long, Waiting> entry : List.copyOf(waiting.entrySet())) {
            Waiting one = entry.getValue();
            // An accepted record may have overtaken this one.
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
     * The owner's records lead past {@code position}: waiting or refused records up to there are
     * not the owner's.
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

    /** Drops records that have waited too long. */
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
            refused.pollLast(); // the first one indicates a gap
        }
        quarantine(one);
    }

    private void quarantine(Waiting one) {
        ConsumerRecord<byte[], byte[]> record = one.record();
        quarantine.add(record.topic(), record.partition(), record.offset(), one.doubt().reason());
    }

    /**
     * Whether a record still waits although the owner has reached its position: it may be the
     * owner's, and its predecessors may have been compacted away.
     */
    boolean waitsInVain(Position owner, Moment now) {
        return waiting.values().stream()
                .anyMatch(one ->
                        one.doubt().waitsFor() == Doubt.WaitsFor.NOTHING
                                && !one.change().position().isAfter(owner)
                                && now.millisSince(one.since()) > GAP_MILLIS);
    }

    /** Whether a refused record may be one of the owner, which is at {@code owner}. */
    boolean hasRefusedOf(Position owner) {
        return (!refusedForEpoch.isEmpty() && refusedForEpoch.first().epoch() <= owner.epoch())
                || (!refusedBeyondOwner.isEmpty() && !refusedBeyondOwner.first().isAfter(owner));
    }

    /** The state agrees with the owner at that position: nothing up to it is missing. */
    void forgetRefused(Position owner) {
        refusedForEpoch.headSet(owner, true).clear();
        refusedBeyondOwner.headSet(owner, true).clear();
    }

    /** Whether a record before {@code position} waits, so that this one must wait too. */
    boolean waitsBefore(Position position) {
        return waiting.values().stream().anyMatch(one -> position.isAfter(one.change().position()));
    }

    /** The log is read from its beginning: all records come again. */
    void clear() {
        waiting.clear();
        refusedForEpoch.clear();
        refusedBeyondOwner.clear();
    }

    /** The offset from which the log must be read to include the waiting records. */
    long firstOffset(long next) {
        Map.Entry<Long, Waiting> first = waiting.firstEntry();
        return first == null ? next : first.getKey();
    }
}

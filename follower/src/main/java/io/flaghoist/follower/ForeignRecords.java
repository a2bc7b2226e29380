package io.flaghoist.follower;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.Change;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Records that nobody vouches for yet. A new owner announces its epoch by a heartbeat before it
 * writes, but topics are not ordered with each other; so its records wait a moment. Whoever is not
 * announced by then is foreign. Confined to the follower's thread.
 */
final class ForeignRecords {
    static final int MAX_WAITING = 1_000;
    static final long PATIENCE_MILLIS = 10_000;

    private final Quarantine quarantine;
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
    private final TreeSet<Position> refusedForEpoch = new TreeSet<>();
    private final TreeSet<Position> refusedBeyondOwner = new TreeSet<>();

    /**
     * Why a record is not believed.
     *
     * @param isBeyondOwner whether it waits for the owner to reach it, and not for its epoch alone
     */
    record Doubt(String reason, boolean isBeyondOwner) {}

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

    /**
     * What somebody vouches for now, in the order of the log.
     *
     * @param epoch the greatest that is announced
     * @param owner where the owner stands
     */
    List<Change> release(long epoch, Position owner) {
        var released = new ArrayList<Change>();
        for (Iterator<Waiting> all = waiting.values().iterator(); all.hasNext(); ) {
            Waiting one = all.next();
            Position position = one.change().position();
            boolean isReached =
                    !one.doubt().isBeyondOwner() || position.revision() <= owner.revision();
            if (position.epoch() <= epoch && isReached) {
                released.add(one.change());
                all.remove();
            }
        }
        return released;
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
                one.doubt().isBeyondOwner() ? refusedBeyondOwner : refusedForEpoch;
        refused.add(position);
        if (refused.size() > MAX_WAITING) {
            refused.pollLast(); // the first is the one that tells of a gap
        }
        ConsumerRecord<byte[], byte[]> record = one.record();
        quarantine.add(record.topic(), record.partition(), record.offset(), one.doubt().reason());
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

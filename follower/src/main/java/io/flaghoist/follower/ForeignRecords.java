package io.flaghoist.follower;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.Change;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    private final Quarantine quarantine;
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
    private @Nullable Position lowestRefused;

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
        if (lowestRefused == null || lowestRefused.isAfter(position)) {
            lowestRefused = position;
        }
        ConsumerRecord<byte[], byte[]> record = one.record();
        quarantine.add(record.topic(), record.partition(), record.offset(), one.doubt().reason());
    }

    /**
     * Whether something was refused that {@code owner} has reached meanwhile: it was no stranger's.
     */
    boolean refusedWhatIsReachedBy(Position owner) {
        return lowestRefused != null && !lowestRefused.isAfter(owner);
    }

    /** The log is read from its beginning: all will come again. */
    void clear() {
        waiting.clear();
        lowestRefused = null;
    }

    /** The offset from which the log must be read to get what waits here too. */
    long firstOffset(long next) {
        Map.Entry<Long, Waiting> first = waiting.firstEntry();
        return first == null ? next : first.getKey();
    }
}

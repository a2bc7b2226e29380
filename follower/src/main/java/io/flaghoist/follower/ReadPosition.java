package io.flaghoist.follower;

import io.flaghoist.log.TopicExtent;

/** The read position in one config topic. Confined to the follower's thread. */
final class ReadPosition {
    private Snapshot.Origin origin;
    private Moment asOf = new Moment(0, 0);
    private long offset;
    private long firstEnd;
    private long end;
    private boolean lost;

    ReadPosition(Snapshot.Origin origin) {
        this.origin = origin;
    }

    /** Starts to read, from the beginning or from an offset. */
    void begin(Snapshot.Origin log, long from, TopicExtent extent, Moment knownAsOf) {
        origin = log;
        offset = from;
        firstEnd = extent.end();
        end = extent.end();
        asOf = knownAsOf;
        lost = false;
    }

    Snapshot.Origin origin() {
        return origin;
    }

    /** The offset of the next record to read. */
    long offset() {
        return offset;
    }

    void reach(long nextOffset) {
        offset = nextOffset;
    }

    /** The next offset is gone. */
    void lose() {
        lost = true;
    }

    boolean isLost() {
        return lost;
    }

    /** Updates the end of the log as reported by Kafka. */
    void endsAt(TopicExtent extent, Moment asked) {
        end = extent.end();
        if (offset >= end && !lost) {
            asOf = asked;
        }
    }

    /** When the end of the log was last known to be reached. */
    Moment asOf() {
        return asOf;
    }

    /** Whether it was read to the end that it had at the start of reading. */
    boolean isPastFirstEnd() {
        return offset >= firstEnd;
    }

    boolean isAtEnd() {
        return offset >= end && !lost;
    }

    long behind() {
        return Math.max(0, end - offset);
    }
}

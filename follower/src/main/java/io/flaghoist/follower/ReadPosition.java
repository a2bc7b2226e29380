package io.flaghoist.follower;

/** Where the reading of one config topic stands. Confined to the follower's thread. */
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

    /** Begins to read, or to read anew. */
    void begin(Snapshot.Origin log, long from, LogMetadata.Extent extent, Moment knownAsOf) {
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

    /** The offset to read on from is gone. */
    void lose() {
        lost = true;
    }

    boolean isLost() {
        return lost;
    }

    /** Takes note of where the log ended when Kafka was asked. */
    void endsAt(LogMetadata.Extent extent, Moment asked) {
        end = extent.end();
        if (offset >= end && !lost) {
            asOf = asked;
        }
    }

    /** When the log was last known to hold nothing else. */
    Moment asOf() {
        return asOf;
    }

    /** Whether it was read to the end that it had when the reading began. */
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

package io.flaghoist.edge.usage;

import java.nio.file.Path;
import java.util.BitSet;

/** A file of the spool and what it holds. Guarded by the spool. */
final class SpoolSegment {
    private final Path path;
    private final BitSet arrived = new BitSet();
    private long bytes;
    private int groups;
    private long evaluations;
    private long oldestAt = Long.MAX_VALUE;
    private boolean sealed;
    private boolean taken;

    SpoolSegment(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    void add(EncodedGroup group, long size) {
        bytes += size;
        groups++;
        evaluations += group.evaluations();
        oldestAt = Math.min(oldestAt, group.closedAt());
    }

    long bytes() {
        return bytes;
    }

    int groups() {
        return groups;
    }

    long evaluations() {
        return evaluations;
    }

    /** When its oldest group was closed, epoch milliseconds. */
    long oldestAt() {
        return oldestAt;
    }

    /** Whether nothing may be appended any more. */
    boolean isSealed() {
        return sealed;
    }

    void seal() {
        sealed = true;
    }

    /** Whether it is being sent to Kafka. */
    boolean isTaken() {
        return taken;
    }

    void take(boolean now) {
        taken = now;
        sealed = true;
    }

    /** The groups that Kafka has, by index; used by the taker only. */
    BitSet arrived() {
        return arrived;
    }
}

package io.flaghoist.edge.usage;

import java.nio.file.Path;
import java.util.BitSet;

/** One file of the spool and what is in it. Guarded by the spool. */
final class SpoolSegment {
    private final Path path;
    private final BitSet arrived = new BitSet();
    private long bytes;
    private int groups;
    private long evaluations;
    private long oldestAt = Long.MAX_VALUE;
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

    /** Whether it is on its way to Kafka. */
    boolean isTaken() {
        return taken;
    }

    void take(boolean now) {
        taken = now;
    }

    /** Which of its groups Kafka has; only whoever took the segment uses it. */
    BitSet arrived() {
        return arrived;
    }
}

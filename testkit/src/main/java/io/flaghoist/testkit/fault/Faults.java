package io.flaghoist.testkit.fault;

import java.time.Duration;
import java.util.OptionalLong;

/** The faults of one direction, shared by the pumps of all connections. Safe for any thread. */
final class Faults {
    private Duration latency = Duration.ZERO;
    private boolean frozen;
    private OptionalLong bytesUntilCut = OptionalLong.empty();
    private OptionalLong bytesUntilFlip = OptionalLong.empty();
    private long bytes;

    synchronized void latency(Duration newLatency) {
        latency = newLatency;
    }

    synchronized Duration latency() {
        return latency;
    }

    synchronized void freeze() {
        frozen = true;
    }

    synchronized void thaw() {
        frozen = false;
        notifyAll();
    }

    synchronized void cutAfter(long count) {
        bytesUntilCut = OptionalLong.of(count);
    }

    synchronized void flipByteAfter(long count) {
        bytesUntilFlip = OptionalLong.of(count);
    }

    synchronized void heal() {
        latency = Duration.ZERO;
        bytesUntilCut = OptionalLong.empty();
        bytesUntilFlip = OptionalLong.empty();
        thaw();
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Returns once this direction is not frozen. */
    synchronized void awaitThawed() throws InterruptedException {
        while (frozen) {
            wait();
        }
    }

    /**
     * Decides how many of the {@code length} bytes in {@code chunk} pass, and damages the one that
     * is due. Fewer than {@code length} means that the connection is to be cut after them.
     */
    synchronized int pass(byte[] chunk, int length) {
        int passing = length;
        if (bytesUntilCut.isPresent()) {
            long left = bytesUntilCut.getAsLong();
            passing = (int) Math.min(length, left);
            bytesUntilCut = left < length ? OptionalLong.empty() : OptionalLong.of(left - length);
        }
        if (bytesUntilFlip.isPresent()) {
            long left = bytesUntilFlip.getAsLong();
            if (left < passing) {
                chunk[(int) left] ^= 1;
            }
            bytesUntilFlip =
                    left < passing ? OptionalLong.empty() : OptionalLong.of(left - passing);
        }
        bytes += passing;
        return passing;
    }
}
